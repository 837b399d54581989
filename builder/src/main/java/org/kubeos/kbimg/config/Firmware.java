package org.kubeos.kbimg.config;

/** What starts the boot loader. Paths are in the normal form of the archive's. */
public enum Firmware {
    /** The boot loader is an EFI program; BOOT is FAT32. */
    UEFI("BOOT", "boot/efi"),
    /** The boot loader lies before the first partition of an MBR, its files on BOOT, which is ext4. */
    BIOS("GRUB2", "boot/grub2");

    private final String bootLabel;
    private final String bootMount;

    Firmware(String bootLabel, String bootMount) {
        this.bootLabel = bootLabel;
        this.bootMount = bootMount;
    }

    /** BOOT's label. */
    public String bootLabel() {
        return bootLabel;
    }

    /** Where BOOT is mounted. */
    public String bootMount() {
        return bootMount;
    }
}
