package org.kubeos.nodelayout;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The firmware that a root file system is made for. It decides where BOOT is mounted, and so where the agent looks for it. */
public enum NodeFirmware {
    /** BOOT is the EFI system partition. */
    UEFI("uefi", "boot/efi"),
    /** BOOT has the files of a boot loader that a legacy BIOS starts. */
    BIOS("bios", "boot/grub2");

    private final String key;
    private final String bootMount;

    NodeFirmware(String key, String bootMount) {
        this.key = key;
        this.bootMount = bootMount;
    }

    /** The value of {@link ImageLabel#FIRMWARE}. */
    public String key() {
        return key;
    }

    /** Where BOOT is mounted: a path without a slash at its start. */
    public String bootMount() {
        return bootMount;
    }

    /** The firmware of a label; empty for a value that isn't known here. */
    public static Optional<NodeFirmware> of(String key) {
        return Arrays.stream(values())
                .filter(firmware -> firmware.key.equals(key))
                .findFirst();
    }

    /**
     * The firmware of a root file system, by where its fstab mounts BOOT.
     *
     * @param fstab the file's text
     * @return empty if it mounts none, or at both places
     */
    public static Optional<NodeFirmware> ofFstab(String fstab) {
        // fstab(5): the second field is the mount point; lines that start with # are comments.
        var mounts = fstab.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> Stream.of(line.split("\\s+")).skip(1).limit(1))
                .toList();
        var found = Arrays.stream(values())
                .filter(firmware -> mounts.contains("/" + firmware.bootMount))
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }
}
