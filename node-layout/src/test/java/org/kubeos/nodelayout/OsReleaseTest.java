package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.testkit.Tool;

class OsReleaseTest {

    private static final String DEBIAN = """
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            NAME="Debian GNU/Linux"
            VERSION_ID="12"
            ID=debian
            """;

    @Test
    void keepsTheDistributionAsAncestorHoweverOftenItIsApplied() {
        OsRelease once = OsRelease.kubeos("v1", OsRelease.parse(DEBIAN));
        OsRelease twice = OsRelease.kubeos("v2", OsRelease.parse(once.text()));

        assertThat(twice.text()).isEqualTo("""
                NAME=KubeOS
                ID=kubeos
                ID_LIKE=debian
                VERSION_ID=v2
                PRETTY_NAME="KubeOS v2"
                """);
    }

    @Test
    void aShellReadsBackWhatItSays() {
        String version = "1.0 \"$(id)`id`\\";
        String text = OsRelease.kubeos(version, OsRelease.parse("")).text();

        String printed = Tool.run(List.of("sh", "-c", ". /dev/stdin; printf %s \"$VERSION_ID\""), text.getBytes())
                .expectSuccess()
                .text();

        assertThat(printed).isEqualTo(version);
        assertThat(OsRelease.parse(text).get("VERSION_ID")).contains(version);
    }
}
