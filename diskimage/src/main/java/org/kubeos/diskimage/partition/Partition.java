package org.kubeos.diskimage.partition;

/** A part of a disk, as its partition table tells. */
public sealed interface Partition permits GptPartition, MbrPartition {

    /** Its number, from 1 on, as in {@code /dev/sda1}. */
    int number();

    /** First byte, from the start of the disk; a multiple of the sector size. */
    long start();

    /** Size in bytes; a multiple of the sector size, above 0. */
    long size();

    /** First byte after it. */
    default long end() {
        return start() + size();
    }
}
