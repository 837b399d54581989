package org.kubeos.diskimage.partition;

import java.util.UUID;

/**
 * A partition in a GPT.
 *
 * @param number its slot in the table, from 1 on
 * @param type type UUID, see {@link PartitionType#uuid()}
 * @param name up to 36 UTF-16 units, without NUL
 * @param start first byte on the disk
 * @param size size in bytes
 * @param uuid the partition's own UUID, which Linux knows as PARTUUID
 * @param attributes bits of UEFI 2.10, table 5-8, and of the type's own specification
 */
public record GptPartition(int number, UUID type, String name, long start, long size, UUID uuid, long attributes)
        implements Partition {

    /** The platform does not work without this partition. */
    public static final long REQUIRED = 1L;

    /** A BIOS may start from here. */
    public static final long LEGACY_BIOS_BOOTABLE = 1L << 2;

    /** Discoverable Partitions: the file system grows to the partition's size when it is mounted. */
    public static final long GROW_FILE_SYSTEM = 1L << 59;

    /** Discoverable Partitions: mounted read-only. */
    public static final long READ_ONLY = 1L << 60;

    /** Discoverable Partitions: not mounted on its own accord. */
    public static final long NO_AUTO = 1L << 63;

    static final int MAX_NAME_LENGTH = 36;
    static final UUID UNUSED_TYPE = new UUID(0, 0);

    public GptPartition {
        Extents.check(number, start, size);
        if (type.equals(UNUSED_TYPE)) {
            throw new IllegalArgumentException("partition " + number + " has the type UUID that marks unused entries");
        }
        if (name.length() > MAX_NAME_LENGTH || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("name of partition " + number + " is longer than " + MAX_NAME_LENGTH
                    + " UTF-16 units or holds a NUL: " + name.replace('\0', '?'));
        }
    }
}
