package org.kubeos.kbimg.config;

import org.kubeos.nodelayout.NodeDisk;

/** The firmware that starts the boot loader. Paths are in the normal form of archive paths. */
public enum Firmware {
    /** The boot loader is an EFI program; BOOT is FAT32. */
    UEFI(NodeDisk.BOOT_LABEL, "boot/efi"),
    /** The boot loader is in the gap before the first partition of an MBR, its files on BOOT, which is ext4. */
    BIOS(NodeDisk.BIOS_BOOT_LABEL, "boot/grub2");

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

    /** BOOT's file system, which the firmware or the boot loader that it starts must be able to read. */
    public FileSystem bootFileSystem() {
        return switch (this) {
            case UEFI -> FileSystem.FAT32;
            case BIOS -> FileSystem.EXT4;
        };
    }

    /** Where BOOT is mounted. */
    public String bootMount() {
        return bootMount;
    }
}
