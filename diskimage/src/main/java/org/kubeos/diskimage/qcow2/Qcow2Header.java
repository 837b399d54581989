package org.kubeos.diskimage.qcow2;

import java.nio.ByteBuffer;

/**
 * The fields of a header that say where things stand. Qcow2 specification, "Header".
 *
 * @param size of the disk, in bytes
 * @param clusterBits two to this power is the cluster size
 * @param l1Entries how many entries the L1 table has
 * @param l1Offset where the L1 table stands
 * @param refcountTableOffset where the refcount table stands
 * @param refcountTableClusters how many clusters it takes
 * @param compression how those clusters are compressed that are
 */
record Qcow2Header(
        long size,
        int clusterBits,
        int l1Entries,
        long l1Offset,
        long refcountTableOffset,
        int refcountTableClusters,
        Qcow2Compression compression) {

    static final int MAGIC = 0x5146_49FB;
    static final int VERSION_2_LENGTH = 72;
    static final int VERSION_3_LENGTH = 104;

    /** Version 3 with the additional field "compression type", padded to a multiple of 8. */
    static final int LENGTH = 112;

    /** QEMU's limit on the bytes of an L1 table is 32 MiB ({@code QCOW_MAX_L1_SIZE}). */
    static final long MAX_L1_ENTRIES = (32L << 20) / Long.BYTES;

    static final int REFCOUNT_ORDER = 4;
    static final long INCOMPATIBLE_DIRTY = 1;
    static final long INCOMPATIBLE_CORRUPT = 1 << 1;
    static final long INCOMPATIBLE_DATA_FILE = 1 << 2;
    static final long INCOMPATIBLE_COMPRESSION_TYPE = 1 << 3;
    static final long INCOMPATIBLE_EXTENDED_L2 = 1 << 4;

    int clusterSize() {
        return 1 << clusterBits;
    }

    /** How many entries an L2 table has: it is one cluster of 8-byte numbers. */
    int l2Entries() {
        return 1 << (clusterBits - 3);
    }

    /** How many clusters the disk has, the last one perhaps in part. */
    static long clusters(long size, int clusterBits) {
        return (size >>> clusterBits) + ((size & ((1L << clusterBits) - 1)) == 0 ? 0 : 1);
    }

    /** How many L1 entries a disk needs. */
    static long l1Entries(long size, int clusterBits) {
        return Math.ceilDiv(clusters(size, clusterBits), 1L << (clusterBits - 3));
    }

    /** A version 3 header, followed by the mark that no extensions come. */
    ByteBuffer encode() {
        boolean typed = compression != Qcow2Compression.DEFLATE;
        return ByteBuffer.allocate(LENGTH + 8)
                .putInt(MAGIC)
                .putInt(3)
                .putLong(0) // backing file: none
                .putInt(0)
                .putInt(clusterBits)
                .putLong(size)
                .putInt(0) // encryption: none
                .putInt(l1Entries)
                .putLong(l1Offset)
                .putLong(refcountTableOffset)
                .putInt(refcountTableClusters)
                .putInt(0) // snapshots: none
                .putLong(0)
                .putLong(typed ? INCOMPATIBLE_COMPRESSION_TYPE : 0)
                .putLong(0) // compatible features
                .putLong(0) // autoclear features
                .putInt(REFCOUNT_ORDER)
                .putInt(LENGTH)
                .put((byte) compression.type())
                .rewind();
    }
}
