package org.kubeos.diskimage.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.UnsupportedImageException;
import org.kubeos.diskimage.io.FileChannels;

/** Reads a header and refuses what can't be read, or can't be true. Qcow2 specification, "Header". */
final class HeaderParser {

    private static final int VERSION = 4;
    private static final int BACKING_FILE = 8;
    private static final int CLUSTER_BITS = 20;
    private static final int SIZE = 24;
    private static final int ENCRYPTION = 32;
    private static final int L1_ENTRIES = 36;
    private static final int L1_OFFSET = 40;
    private static final int REFCOUNT_TABLE_OFFSET = 48;
    private static final int REFCOUNT_TABLE_CLUSTERS = 56;
    private static final int INCOMPATIBLE_FEATURES = 72;
    private static final int HEADER_LENGTH = 100;
    private static final int COMPRESSION_TYPE = 104;

    private final ByteBuffer header;
    private final long fileSize;

    private HeaderParser(ByteBuffer header, long fileSize) {
        this.header = header;
        this.fileSize = fileSize;
    }

    static Qcow2Header parse(FileChannel file) throws IOException {
        long fileSize = file.size();
        if (fileSize < Qcow2Header.VERSION_2_LENGTH) {
            throw new CorruptImageException(fileSize, "the file ends inside its qcow2 header");
        }
        // A version 2 header is shorter; what would follow in version 3 is then taken as zeros.
        ByteBuffer header = ByteBuffer.allocate(Qcow2Header.LENGTH);
        FileChannels.read(file, header.limit((int) Math.min(header.capacity(), fileSize)), 0);
        return new HeaderParser(header.clear(), fileSize).parse();
    }

    private Qcow2Header parse() throws IOException {
        require(header.getInt(0) == Qcow2Header.MAGIC, 0, "no qcow2 image: the magic number is wrong");
        int version = header.getInt(VERSION);
        if (version != 2 && version != 3) {
            throw new UnsupportedImageException("qcow2 version " + Integer.toUnsignedString(version)
                    + " is not supported, only 2 and 3; qemu-img convert makes such an image");
        }
        if (header.getLong(BACKING_FILE) != 0) {
            throw new UnsupportedImageException("the image holds only the differences from a backing file, which is"
                    + " not supported; qemu-img convert makes one image of both");
        }
        if (header.getInt(ENCRYPTION) != 0) {
            throw new UnsupportedImageException("encrypted images are not supported");
        }
        int clusterBits = header.getInt(CLUSTER_BITS);
        require(
                clusterBits >= Qcow2Options.MIN_CLUSTER_BITS && clusterBits <= Qcow2Options.MAX_CLUSTER_BITS,
                CLUSTER_BITS,
                "cluster size of 2^" + Integer.toUnsignedString(clusterBits)
                        + " bytes, where 9 to 21 bits are allowed");
        long size = header.getLong(SIZE);
        require(size >= 0, SIZE, "disk size of " + Long.toUnsignedString(size) + " bytes");
        return new Qcow2Header(
                size,
                clusterBits,
                l1Entries(size, clusterBits),
                header.getLong(L1_OFFSET),
                header.getLong(REFCOUNT_TABLE_OFFSET),
                header.getInt(REFCOUNT_TABLE_CLUSTERS),
                version == 2 ? Qcow2Compression.DEFLATE : compression());
    }

    /** How many L1 entries the disk needs; the table may have more, but must have those, within the file. */
    private int l1Entries(long size, int clusterBits) throws CorruptImageException {
        long needed = Qcow2Header.l1Entries(size, clusterBits);
        int present = header.getInt(L1_ENTRIES);
        require(
                needed <= Qcow2Header.MAX_L1_ENTRIES && present >= needed,
                L1_ENTRIES,
                "L1 table of " + Integer.toUnsignedString(present) + " entries for a disk of " + size + " bytes");
        long offset = header.getLong(L1_OFFSET);
        long clusterMask = (1L << clusterBits) - 1;
        require(
                needed == 0 || offset > 0 && (offset & clusterMask) == 0 && offset <= fileSize - needed * Long.BYTES,
                L1_OFFSET,
                "the L1 table does not lie in the file, or not on a cluster: offset " + Long.toUnsignedString(offset));
        return (int) needed;
    }

    private Qcow2Compression compression() throws IOException {
        long features = header.getLong(INCOMPATIBLE_FEATURES);
        refuse(features, Qcow2Header.INCOMPATIBLE_DATA_FILE, "keeps its data in another file");
        refuse(features, Qcow2Header.INCOMPATIBLE_EXTENDED_L2, "has subclusters");
        refuse(
                features,
                Qcow2Header.INCOMPATIBLE_CORRUPT,
                "is marked as corrupt (qemu-img check -r all may repair it)");
        // Dirty means that refcounts may be wrong, and a reader needs none.
        long known = Qcow2Header.INCOMPATIBLE_DIRTY | Qcow2Header.INCOMPATIBLE_COMPRESSION_TYPE;
        refuse(features, ~known, "has unknown features (bits 0x" + Long.toHexString(features & ~known) + ")");
        int length = header.getInt(HEADER_LENGTH);
        require(
                length >= Qcow2Header.VERSION_3_LENGTH && length <= fileSize,
                HEADER_LENGTH,
                "header length of " + Integer.toUnsignedString(length) + " bytes");
        int type = length > COMPRESSION_TYPE ? Byte.toUnsignedInt(header.get(COMPRESSION_TYPE)) : 0;
        for (Qcow2Compression compression : Qcow2Compression.values()) {
            if (compression.type() == type) {
                return compression;
            }
        }
        throw new UnsupportedImageException("compression type " + type + " is not supported");
    }

    private static void refuse(long features, long unsupported, String what) throws UnsupportedImageException {
        if ((features & unsupported) != 0) {
            throw new UnsupportedImageException("the image " + what + ", which is not supported");
        }
    }

    private static void require(boolean holds, int offset, String problem) throws CorruptImageException {
        if (!holds) {
            throw new CorruptImageException(offset, problem);
        }
    }
}
