package org.kubeos.kbimg.distro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.MachineType;
import org.kubeos.nodelayout.OsRelease;

class DistributionProfileTest {

    @ParameterizedTest
    @EnumSource
    void debianBootsOnEveryArchitecture(Architecture architecture) {
        DistributionProfile debian = DistributionProfile.of("debian");
        assertThat(debian.packageManager()).isEqualTo(PackageManager.APT);
        assertThat(debian.bootPackages(architecture, Firmware.UEFI, MachineType.VIRTUAL))
                .contains("systemd-sysv", "dracut", "grub-common")
                .anyMatch(name -> name.startsWith("linux-image-"))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(debian.on(architecture, Firmware.UEFI).grub().file()).startsWith("EFI/BOOT/BOOT");
    }

    @Test
    void everyProfileThatIsNamedCanBeRead() {
        assertThat(DistributionProfile.names())
                .allSatisfy(
                        name -> assertThat(DistributionProfile.of(name).name()).isEqualTo(name));
    }

    @ParameterizedTest
    @EnumSource
    void distributionsOfRpmsShareWhatTheyHaveInCommon(Architecture architecture) {
        DistributionProfile fedora = DistributionProfile.of("fedora");
        DistributionProfile centos = DistributionProfile.of("centos-stream");
        assertThat(fedora.initramfs())
                .isEqualTo(DistributionProfile.of("debian").initramfs());
        assertThat(fedora.on(architecture)).isEqualTo(centos.on(architecture));
        assertThat(fedora.bootPackages(architecture, Firmware.UEFI, MachineType.VIRTUAL))
                .contains("kernel", "fedora-release", "grub2-tools")
                .doesNotContain("centos-stream-release", "openEuler-release")
                .isSorted();
        assertThat(centos.is(OsRelease.parse("ID=\"centos\"\n"))).isTrue();
        assertThat(fedora.is(OsRelease.parse("ID=\"centos\"\n"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "debian, systemd-timesyncd, chrony, true",
        "debian, systemd-timesyncd, chrony=4.3-2+deb12u3, true",
        "debian, systemd-timesyncd, ntpsec/bookworm, true",
        "debian, systemd-timesyncd, ntpsec:amd64, true",
        "debian, systemd-timesyncd, ntpsec-doc, false",
        "debian, systemd-timesyncd, systemd-timesyncd, false",
        "debian, systemd-resolved, openresolv, true",
        "openeuler, systemd-networkd, NetworkManager, true",
        "openeuler, systemd-networkd, NetworkManager-1.44.2-3.oe2403.x86_64, true",
        "openeuler, systemd-networkd, NetworkManager.x86_64, true",
        "openeuler, systemd-networkd, NetworkManager-libnm, false",
        "openeuler, systemd-resolved, NetworkManager, true",
        "fedora, systemd-resolved, NetworkManager, false",
        "centos-stream, NetworkManager, systemd-networkd, true",
    })
    void aPackageOfTheProfileGivesWayToOneOfTheConfig(String profile, String name, String asked, boolean replaced) {
        assertThat(DistributionProfile.of(profile).isReplaced(name, List.of("vim", asked)))
                .isEqualTo(replaced);
    }

    @Test
    void anUnknownOneIsTheUsersMistake() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> DistributionProfile.of("../debian"))
                .withMessage(
                        "distribution: there is no profile ../debian; choose one of: debian, openeuler, fedora, centos-stream");
    }
}
