package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;

/**
 * Room for extended attributes in an inode or in a block: entries grow from the start, values from the end, and four zero
 * bytes lie between ("Extended Attributes").
 */
public final class XattrArea {

    /** The first word of an area in an inode, and of an attribute block. */
    public static final int MAGIC = 0xEA020000;

    /** The bytes of an attribute block before its entries. */
    public static final int BLOCK_HEADER = 32;

    /** The bytes of an entry before its name. */
    public static final int ENTRY_HEADER = 16;

    /** The inodes that may share an attribute block. */
    public static final int MAX_SHARING = 1024;

    private static final int END_MARK = 4;

    private final ByteBuffer bytes;
    private final boolean isBlock;
    private int entriesEnd;
    private int valuesStart;
    private int blockHash;

    private XattrArea(ByteBuffer bytes, boolean isBlock, int entriesStart) {
        this.bytes = bytes;
        this.isBlock = isBlock;
        this.entriesEnd = entriesStart;
        this.valuesStart = bytes.capacity();
    }

    /** The empty area of an inode that {@link Inode#Inode()} made; it writes to the inode when an attribute is added. */
    public static XattrArea in(Inode inode) {
        ByteBuffer bytes = inode.bytes();
        return new XattrArea(
                bytes.slice(Inode.XATTRS + 4, Inode.SIZE - Inode.XATTRS - 4).order(bytes.order()), false, 0);
    }

    /** An area that takes a whole block, which must be zero. */
    public static XattrArea ofBlock(ByteBuffer block) {
        return new XattrArea(block, true, BLOCK_HEADER);
    }

    /** Adds an attribute; false, and nothing done, if there is no room for it. In a block they must come in order. */
    public boolean add(XattrName name, byte[] value) {
        int entryBytes = padded(ENTRY_HEADER + name.rest().length);
        int valueBytes = padded(value.length);
        if (entriesEnd + entryBytes + END_MARK > valuesStart - valueBytes) {
            return false;
        }
        valuesStart -= valueBytes;
        bytes.put(entriesEnd, (byte) name.rest().length);
        bytes.put(entriesEnd + 1, (byte) name.index());
        bytes.putShort(entriesEnd + 2, (short) (value.length == 0 ? 0 : valuesStart));
        bytes.putInt(entriesEnd + 8, value.length);
        bytes.put(entriesEnd + ENTRY_HEADER, name.rest());
        bytes.put(valuesStart, value);
        if (isBlock) {
            int hash = entryHash(name, valueBytes);
            bytes.putInt(entriesEnd + 12, hash);
            blockHash = Integer.rotateLeft(blockHash, 16) ^ hash;
        }
        entriesEnd += entryBytes;
        return true;
    }

    /** Completes a block that {@code sharing} inodes refer to. */
    public void finishBlock(int sharing, long block, MetadataChecksum checksum) {
        bytes.putInt(0, MAGIC);
        bytes.putInt(4, sharing);
        bytes.putInt(8, 1); // the area takes one block
        bytes.putInt(12, blockHash);
        bytes.putInt(16, 0);
        bytes.putInt(
                16,
                checksum.begin().addLong(block).add(bytes, 0, bytes.capacity()).value());
    }

    private int entryHash(XattrName name, int valueBytes) {
        int hash = 0;
        for (byte character : name.rest()) {
            hash = Integer.rotateLeft(hash, 5) ^ character & 0xFF;
        }
        for (int i = 0; i < valueBytes; i += Integer.BYTES) {
            hash = Integer.rotateLeft(hash, 16) ^ bytes.getInt(valuesStart + i);
        }
        return hash;
    }

    /** A length rounded up to the four bytes to which entries and values are aligned. */
    public static int padded(int length) {
        return length + 3 & ~3;
    }
}
