package org.kubeos.kbimg.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kubeos.kbimg.config.ConfigReader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.distro.DistributionProfile;

/** The packages of a profile and those of a config, together. */
class BaseKindTest {

    @TempDir
    private Path directory;

    @Test
    void openEulerHasOneNetworkManager() throws IOException {
        var profile = DistributionProfile.of("openeuler");
        assertThat(BaseKind.NODE.packages(config(directory, "openeuler", "vim"), profile))
                .contains("systemd-networkd", "systemd-resolved", "systemd-timesyncd", "systemd-pam");
        assertThat(BaseKind.NODE.packages(config(directory, "openeuler", "NetworkManager"), profile))
                .contains("NetworkManager", "systemd-timesyncd")
                .doesNotContain("systemd-networkd", "systemd-resolved");
        assertThat(BaseKind.NODE.packages(config(directory, "openeuler", "NetworkManager, systemd-networkd"), profile))
                .contains("NetworkManager", "systemd-networkd");
    }

    static ImageConfig config(Path directory, String distribution, String packages) throws IOException {
        Path file = Files.writeString(
                directory.resolve("kbimg.yaml"),
                "version: v1\ndistribution: " + distribution + "\nsource: {repository: host}\npackages: [" + packages
                        + "]\n");
        return new ConfigReader(List.of(distribution)).read(file, List.of());
    }
}
