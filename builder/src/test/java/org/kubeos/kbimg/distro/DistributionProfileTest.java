package org.kubeos.kbimg.distro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Architecture;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.Machine;

class DistributionProfileTest {

    @ParameterizedTest
    @EnumSource
    void debianBootsOnEveryArchitecture(Architecture architecture) {
        DistributionProfile debian = DistributionProfile.of("debian");
        assertThat(debian.packageManager()).isEqualTo(PackageManager.APT);
        assertThat(debian.bootPackages(architecture, Firmware.UEFI, Machine.VIRTUAL))
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

    @Test
    void anUnknownOneIsTheUsersMistake() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> DistributionProfile.of("../debian"))
                .withMessage("distribution: no profile is called ../debian; there is: debian, openeuler");
    }
}
