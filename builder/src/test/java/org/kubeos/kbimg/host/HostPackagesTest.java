package org.kubeos.kbimg.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kubeos.kbimg.rootfs.Requirements;
import org.kubeos.nodelayout.OsRelease;
import org.kubeos.process.Command;

class HostPackagesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ID=debian                                         | DEBIAN",
                "ID=ubuntu;ID_LIKE=debian                          | DEBIAN",
                "ID=linuxmint;ID_LIKE=\"ubuntu debian\"            | DEBIAN",
                "NAME=\"openEuler\";ID=\"openEuler\"               | OPENEULER",
                "ID=kubeos;ID_LIKE=openEuler                       | OPENEULER",
                "ID=fedora                                         | FEDORA",
                "ID=\"centos\";ID_LIKE=\"rhel fedora\"             | RED_HAT",
                "ID=\"rocky\";ID_LIKE=\"rhel centos fedora\"       | RED_HAT",
                "ID=arch                                           | DEBIAN",
                "NAME=Unknown                                      | DEBIAN"
            })
    void theFamilyIsFoundByOsRelease(String osRelease, HostPackages family) {
        assertThat(HostPackages.of(OsRelease.parse(osRelease.replace(';', '\n'))))
                .isEqualTo(family);
    }

    @Test
    void packagesHaveTheNamesOfTheirDistribution() {
        List<String> needed =
                List.of("bubblewrap", "uidmap", "iproute2", "gpg", "openssh-client", "qemu-system-x86", "ovmf", "apt");
        assertThat(names(HostPackages.DEBIAN, needed)).isEqualTo(needed);
        assertThat(names(HostPackages.OPENEULER, needed))
                .containsExactly("bubblewrap", "shadow", "iproute", "gnupg2", "openssh-clients", "qemu", "edk2-ovmf");
        assertThat(names(HostPackages.FEDORA, needed))
                .containsExactly(
                        "bubblewrap",
                        "shadow-utils",
                        "iproute",
                        "gnupg2",
                        "openssh-clients",
                        "qemu-system-x86",
                        "edk2-ovmf",
                        "apt");
        assertThat(names(HostPackages.RED_HAT, needed))
                .containsExactly("bubblewrap", "shadow-utils", "iproute", "gnupg2", "openssh-clients", "edk2-ovmf");
    }

    @Test
    void openEulerHasAllThatItsOwnImagesNeed() {
        assertThat(Requirements.forDistribution("openeuler"))
                .allMatch(requirement -> requirement.isObtainable(HostPackages.OPENEULER));
    }

    private static List<String> names(HostPackages host, List<String> debianNames) {
        return debianNames.stream().map(host::find).flatMap(Optional::stream).toList();
    }

    @Test
    void aptInstallsOnDebian() {
        Command command = HostPackages.DEBIAN.installation(List.of("bubblewrap", "uidmap"));
        assertThat(String.join(" ", command.arguments()))
                .isEqualTo("apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=120 --"
                        + " bubblewrap uidmap");
        assertThat(command.environment()).containsEntry("DEBIAN_FRONTEND", "noninteractive");
        assertThat(HostPackages.DEBIAN.installCommand(List.of("bubblewrap", "uidmap")))
                .isEqualTo("apt-get install bubblewrap uidmap");
    }

    @ParameterizedTest
    @CsvSource({"OPENEULER", "FEDORA", "RED_HAT"})
    void dnfInstallsElsewhere(HostPackages host) {
        Command command = host.installation(List.of("bubblewrap", "iproute"));
        assertThat(String.join(" ", command.arguments()))
                .isEqualTo("dnf install -y --setopt=install_weak_deps=False -- bubblewrap iproute");
        assertThat(host.installCommand(List.of("bubblewrap", "iproute"))).isEqualTo("dnf install bubblewrap iproute");
    }
}
