package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;

/**
 * A node of an extent tree: a header of 12 bytes and entries of 12 bytes, in an inode's block map or in a block of its own
 * that ends with a checksum ("Extent Tree").
 */
public final class ExtentNode {

    public static final int MAGIC = 0xF30A;

    /** The bytes of the header, and of each entry. */
    public static final int ENTRY_BYTES = 12;

    /** Entries that fit into an inode's block map. */
    public static final int ROOT_CAPACITY = 4;

    /** The blocks that one extent of written data may have. */
    public static final int MAX_LENGTH = 32_768;

    /** The levels that a tree may have below its root. */
    public static final int MAX_DEPTH = 5;

    private final ByteBuffer bytes;

    public ExtentNode(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Entries that fit into a block. */
    public static int capacity(int blockSize) {
        return (blockSize - ENTRY_BYTES) / ENTRY_BYTES;
    }

    public void header(int entries, int capacity, int depth) {
        bytes.putShort(0, (short) MAGIC);
        bytes.putShort(2, (short) entries);
        bytes.putShort(4, (short) capacity);
        bytes.putShort(6, (short) depth);
    }

    public boolean hasMagic() {
        return Short.toUnsignedInt(bytes.getShort(0)) == MAGIC;
    }

    public int entries() {
        return Short.toUnsignedInt(bytes.getShort(2));
    }

    /** The levels below this node; 0 if its entries are extents. */
    public int depth() {
        return Short.toUnsignedInt(bytes.getShort(6));
    }

    public void extent(int index, Extent extent) {
        int at = entry(index);
        bytes.putInt(at, (int) extent.logical());
        bytes.putShort(at + 4, (short) extent.length());
        bytes.putShort(at + 6, (short) (extent.physical() >>> 32));
        bytes.putInt(at + 8, (int) extent.physical());
    }

    public Extent extent(int index) {
        int at = entry(index);
        int length = Short.toUnsignedInt(bytes.getShort(at + 4));
        long physical =
                Integer.toUnsignedLong(bytes.getInt(at + 8)) | Short.toUnsignedLong(bytes.getShort(at + 6)) << 32;
        boolean written = length <= MAX_LENGTH;
        return new Extent(logical(index), written ? length : length - MAX_LENGTH, physical, written);
    }

    public void child(int index, long logical, long block) {
        int at = entry(index);
        bytes.putInt(at, (int) logical);
        bytes.putInt(at + 4, (int) block);
        bytes.putShort(at + 8, (short) (block >>> 32));
    }

    public long child(int index) {
        int at = entry(index);
        return Integer.toUnsignedLong(bytes.getInt(at + 4)) | Short.toUnsignedLong(bytes.getShort(at + 8)) << 32;
    }

    /** The first logical block below an entry. */
    public long logical(int index) {
        return Integer.toUnsignedLong(bytes.getInt(entry(index)));
    }

    /** Writes the checksum that follows the room for entries in a block; its inode has generation 0. */
    public void updateChecksum(int inode, MetadataChecksum checksum) {
        int tail = entry(capacity(bytes.capacity()));
        bytes.putInt(tail, checksum.beginInode(inode).add(bytes, 0, tail).value());
    }

    private static int entry(int index) {
        return ENTRY_BYTES + ENTRY_BYTES * index;
    }

    /**
     * Consecutive blocks of a file.
     *
     * @param logical the first block's place in the file
     * @param length blocks
     * @param physical the first block's place in the file system
     * @param written whether the blocks hold data; if not, they are reserved and read as zero
     */
    public record Extent(long logical, int length, long physical, boolean written) {

        public Extent(long logical, int length, long physical) {
            this(logical, length, physical, true);
        }

        /** The first logical block after it. */
        public long end() {
            return logical + length;
        }
    }
}
