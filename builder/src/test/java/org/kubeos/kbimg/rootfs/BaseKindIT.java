package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.testkit.Tool;

/** Debian's packages, of which some exclude each other. The judge is apt, with this machine's repositories. */
class BaseKindIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"chrony", "ntpsec", "openresolv", "network-manager"})
    void debianInstallsWhatIsAskedForInPlaceOfWhatTheProfileBrings(String asked) throws IOException {
        List<String> names = BaseKind.NODE.packages(
                BaseKindTest.config(directory, "debian", asked), DistributionProfile.of("debian"));
        assertThat(names).contains(asked).isSorted().doesNotHaveDuplicates();
        Path nothing = Files.writeString(directory.resolve("status"), "");
        var simulate = new ArrayList<>(List.of(
                "apt-get",
                "-q",
                "-o",
                "Dir::State::status=" + nothing,
                "--no-install-recommends",
                "--simulate",
                "install"));
        simulate.addAll(names);
        assertThat(Tool.run(simulate, new byte[0]).expectSuccess().text()).contains("Inst " + asked + " ");
    }
}
