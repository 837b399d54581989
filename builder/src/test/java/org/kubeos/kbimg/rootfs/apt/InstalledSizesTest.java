package org.kubeos.kbimg.rootfs.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kubeos.kbimg.config.DataSize;

class InstalledSizesTest {

    private static final DebPackage DASH =
            new DebPackage("http://x/dash.deb", "dash_0.5.12-2_amd64.deb", 97312, "ab".repeat(32));
    private static final DebPackage BASH =
            new DebPackage("http://x/bash.deb", "bash_5.2-2_amd64.deb", 1490652, "cd".repeat(32));
    private static final DebPackage VIRTUAL = new DebPackage("http://x/none.deb", "none_1_all.deb", 1, "ef".repeat(32));

    /** As apt prints them. What is installed on this machine has no digest. */
    private static final List<String> DESCRIPTIONS = """
            Package: dash
            Installed-Size: 166
            Description: shell
             Installed-Size: 9
            SHA256: %s

            Package: bash
            SHA256: %s
            Installed-Size: 7164

            Package: bash
            Status: install ok installed
            Installed-Size: 1

            Package: none
            Installed-Size: unknown
            SHA256: %s
            """.formatted(DASH.sha256(), BASH.sha256(), VIRTUAL.sha256())
            .lines()
            .toList();

    @Test
    void archivesAreRecognizedByTheirDigests() {
        InstalledSizes sizes = InstalledSizes.ofDescriptions(DESCRIPTIONS);

        assertThat(bytes(sizes, DASH)).containsExactly(166L << 10);
        assertThat(bytes(sizes, BASH)).containsExactly(7164L << 10);
        assertThat(bytes(sizes, VIRTUAL)).isEmpty();
        assertThat(sizes.addTo(DASH.describe()))
                .usingRecursiveComparison()
                .ignoringFields("installed")
                .isEqualTo(DASH.describe());
    }

    @Test
    void linesOfTheWantedPackagesHoldTheSame() {
        List<String> lines = InstalledSizes.ofDescriptions(DESCRIPTIONS).toLines(List.of(DASH, VIRTUAL));

        assertThat(lines).containsExactly(DASH.sha256() + " 166");
        assertThat(bytes(InstalledSizes.ofLines(lines), DASH)).containsExactly(166L << 10);
        assertThat(bytes(InstalledSizes.ofLines(lines), BASH)).isEmpty();
    }

    @Test
    void questionsAreForPackagesToTheByte() {
        assertThat(InstalledSizes.question(List.of(DASH, BASH)))
                .isNotEqualTo(InstalledSizes.question(List.of(DASH)))
                .contains(DASH.sha256(), BASH.sha256());
        assertThat(InstalledSizes.versions(List.of(DASH))).containsExactly("dash:amd64=0.5.12-2");
    }

    private static List<Long> bytes(InstalledSizes sizes, DebPackage deb) {
        return sizes.addTo(deb.describe()).installed().stream()
                .map(DataSize::bytes)
                .toList();
    }
}
