package org.kubeos.diskimage.qcow2;

/** The 64 bits that say where a cluster of the disk stands. Qcow2 specification, "L2 table entry". */
final class L2Entry {

    /** "Refcount is exactly one": the cluster can be written in place. */
    static final long COPIED = 1L << 63;

    private static final long COMPRESSED = 1L << 62;
    private static final long ZERO = 1;
    private static final int SECTOR = 512;

    /** Bits 9 to 55. */
    static final long OFFSET_MASK = 0x00FF_FFFF_FFFF_FE00L;

    private L2Entry() {}

    static long standard(long hostOffset) {
        return COPIED | hostOffset;
    }

    static boolean isCompressed(long entry) {
        return (entry & COMPRESSED) != 0;
    }

    /** Whether the cluster reads as zeros although it may have a place; version 3 only. */
    static boolean isZero(long entry) {
        return (entry & ZERO) != 0;
    }

    /** @param length bytes of the compressed data, more than 0 */
    static long compressed(long hostOffset, int length, int clusterBits) {
        long additionalSectors = (hostOffset + length - 1) / SECTOR - hostOffset / SECTOR;
        return COMPRESSED | additionalSectors << offsetBits(clusterBits) | hostOffset;
    }

    static long compressedOffset(long entry, int clusterBits) {
        return entry & ((1L << offsetBits(clusterBits)) - 1);
    }

    /** Bytes from the compressed data's start to the end of its last sector; what follows the data there is no part of it. */
    static int compressedLength(long entry, int clusterBits) {
        long additionalSectors = (entry & ~COPIED & ~COMPRESSED) >>> offsetBits(clusterBits);
        long offset = compressedOffset(entry, clusterBits);
        return Math.toIntExact((additionalSectors + 1) * SECTOR - offset % SECTOR);
    }

    /** How wide the offset is: with larger clusters the sector count takes more of the 62 bits. */
    private static int offsetBits(int clusterBits) {
        return 62 - (clusterBits - 8);
    }
}
