package org.kubeos.nodelayout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeFirmwareTest {

    @Test
    void fstabTellsByTheMountPointOfBoot() {
        assertThat(NodeFirmware.ofFstab("# /dev/sda1 /boot/grub2\nPARTLABEL=BOOT\t/boot/efi  vfat nofail 0 2\n"))
                .contains(NodeFirmware.UEFI);
        assertThat(NodeFirmware.ofFstab("  LABEL=GRUB2 /boot/grub2 ext4 nofail 0 2\ntmpfs /tmp tmpfs nodev 0 0\n"))
                .contains(NodeFirmware.BIOS);
    }

    @Test
    void itTellsNothingIfThereIsNoneOrBoth() {
        assertThat(NodeFirmware.ofFstab("")).isEmpty();
        assertThat(NodeFirmware.ofFstab("/boot/efi\n\ntmpfs /boot/efi2 tmpfs\n"))
                .isEmpty();
        assertThat(NodeFirmware.ofFstab("a /boot/efi vfat\nb /boot/grub2 ext4\n"))
                .isEmpty();
    }

    @Test
    void labelsThatAreNotKnownTellNothing() {
        assertThat(NodeFirmware.of("uefi")).contains(NodeFirmware.UEFI);
        assertThat(NodeFirmware.of("coreboot")).isEmpty();
    }
}
