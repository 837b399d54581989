package org.kubeos.diskimage.partition;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** The purpose of a partition, with its GPT type UUID (Discoverable Partitions Specification) and its MBR type byte. */
public enum PartitionType {
    EFI_SYSTEM("C12A7328-F81F-11D2-BA4B-00A0C93EC93B", 0xEF),
    /** GRUB's own place on a GPT disk that a BIOS starts; it has no MBR counterpart but unformatted data. */
    BIOS_BOOT("21686148-6449-6E6F-744E-656564454649", 0xDA),
    EXTENDED_BOOT_LOADER("BC13C2FF-59E6-4262-A352-B275FD6F7172", 0xEA),
    LINUX("0FC63DAF-8483-4772-8E79-3D69D8477DE4", 0x83),
    ROOT_X86_64("4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709", 0x83),
    ROOT_ARM64("B921B045-1DF0-41C3-AF44-4C6F280D3FAE", 0x83),
    USR_X86_64("8484680C-9521-48C6-9C11-B0720656F69E", 0x83),
    USR_ARM64("B0E01050-EE5F-4390-949A-9101B17104E9", 0x83),
    ROOT_VERITY_X86_64("2C7357ED-EBD2-46D9-AEC1-23D437EC2BF5", 0xDA),
    ROOT_VERITY_ARM64("DF3300CE-D69F-4C92-978C-9BFB0F38D820", 0xDA),
    HOME("933AC7E1-2EB4-4F13-B844-0E14E2AEF915", 0x83),
    SRV("3B8F8425-20E0-4F3B-907F-1A25A76F98E8", 0x83),
    VAR("4D21B016-B534-45C2-A9FB-5C16E091FD2D", 0x83),
    SWAP("0657FD6D-A4AB-43C4-84E5-0933C84B4F4F", 0x82),
    /** Anything that Windows or a camera would mount, such as a FAT file system. */
    BASIC_DATA("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7", 0x0C);

    private final UUID uuid;
    private final int mbrType;

    PartitionType(String uuid, int mbrType) {
        this.uuid = UUID.fromString(uuid);
        this.mbrType = mbrType;
    }

    /** The type in a GPT. */
    public UUID uuid() {
        return uuid;
    }

    /** The nearest type in an MBR, 1 to 255; several purposes share one. */
    public int mbrType() {
        return mbrType;
    }

    /** The purpose that a GPT type UUID stands for, if it is one of these. */
    public static Optional<PartitionType> of(UUID uuid) {
        return Arrays.stream(values()).filter(type -> type.uuid.equals(uuid)).findFirst();
    }
}
