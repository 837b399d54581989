package org.kubeos.kbimg.config;

import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.nodelayout.NodeFirmware;

/** The firmware that starts the boot loader. Paths are in the normal form of archive paths. */
public enum Firmware {
    /** The boot loader is an EFI program; BOOT is FAT32. */
    UEFI(NodeDisk.BOOT_LABEL, NodeFirmware.UEFI),
    /** The boot loader is in the gap before the first partition of an MBR, its files on BOOT, which is ext4. */
    BIOS(NodeDisk.BIOS_BOOT_LABEL, NodeFirmware.BIOS);

    private final String bootLabel;
    private final NodeFirmware onNode;

    Firmware(String bootLabel, NodeFirmware onNode) {
        this.bootLabel = bootLabel;
        this.onNode = onNode;
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

    /** As the node knows it. */
    public NodeFirmware onNode() {
        return onNode;
    }

    /** Where BOOT is mounted. */
    public String bootMount() {
        return onNode.bootMount();
    }
}
