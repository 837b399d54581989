package org.kubeos.diskimage.partition;

/**
 * A partition in an MBR.
 *
 * @param number 1 to 4 for a primary partition; from 5 on for a logical one, in the order of their chain
 * @param type type byte, 1 to 255, see {@link PartitionType#mbrType()}
 * @param start first byte on the disk
 * @param size size in bytes
 * @param active whether a BIOS starts from it
 */
public record MbrPartition(int number, int type, long start, long size, boolean active) implements Partition {

    static final int MAX_PRIMARY = 4;

    public MbrPartition {
        Extents.check(number, start, size);
        if (type < 1 || type > 0xFF || Mbr.isExtended(type)) {
            throw new IllegalArgumentException(
                    "partition " + number + " has a type outside 1 to 255 or an extended partition's: " + type);
        }
    }

    /** Whether it lies within the extended partition. */
    public boolean logical() {
        return number > MAX_PRIMARY;
    }
}
