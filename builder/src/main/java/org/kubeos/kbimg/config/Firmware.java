package org.kubeos.kbimg.config;

/**
 * The firmware that starts the boot loader. It determines where GRUB is. Paths are in the normal form of archive paths.
 */
public enum Firmware {
    /** GRUB is an EFI program; BOOT is FAT32. */
    UEFI("boot/efi", "boot/efi/EFI/kubeos"),
    /** GRUB is in the gap before the first partition of an MBR, its files on BOOT, which is ext4. */
    BIOS("boot/grub2", "boot/grub2");

    private final String bootMount;
    private final String grubDirectory;

    Firmware(String bootMount, String grubDirectory) {
        this.bootMount = bootMount;
        this.grubDirectory = grubDirectory;
    }

    /** Where BOOT is mounted. */
    public String bootMount() {
        return bootMount;
    }

    /** Where GRUB has its configuration and environment. */
    public String grubDirectory() {
        return grubDirectory;
    }
}
