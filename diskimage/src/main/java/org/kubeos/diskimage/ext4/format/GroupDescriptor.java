package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The descriptor of a block group: a view of its 32 or 64 bytes ("Block Group Descriptors"). */
public final class GroupDescriptor {

    public static final int SIZE = 64;

    /** The inode bitmap is not written: no inode of the group is in use. */
    public static final int INODE_UNINIT = 1;

    /** The block bitmap is not written: only the group's own superblock and descriptors are in use. */
    public static final int BLOCK_UNINIT = 2;

    /** The inode table is zero where no inode is in use. */
    public static final int INODE_ZEROED = 4;

    private static final int CHECKSUM = 0x1E;

    private final ByteBuffer bytes;
    private final boolean wide;

    /** A view of {@code bytes}: 64 of them, or 32 in a file system without {@code 64bit}. */
    public GroupDescriptor(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.wide = bytes.capacity() >= SIZE;
    }

    public void blockBitmap(long block) {
        putWide(0x0, 0x20, block);
    }

    public void inodeBitmap(long block) {
        putWide(0x4, 0x24, block);
    }

    public long inodeTable() {
        long low = Integer.toUnsignedLong(bytes.getInt(0x8));
        return wide ? low | Integer.toUnsignedLong(bytes.getInt(0x28)) << 32 : low;
    }

    public void inodeTable(long block) {
        putWide(0x8, 0x28, block);
    }

    public void freeBlocks(int count) {
        putSplit(0xC, 0x2C, count);
    }

    public void freeInodes(int count) {
        putSplit(0xE, 0x2E, count);
    }

    public void directories(int count) {
        putSplit(0x10, 0x30, count);
    }

    public void flags(int flags) {
        bytes.putShort(0x12, (short) flags);
    }

    public void blockBitmapChecksum(int checksum) {
        putSplit(0x18, 0x38, checksum);
    }

    public void inodeBitmapChecksum(int checksum) {
        putSplit(0x1A, 0x3A, checksum);
    }

    /** The inodes at the end of the group's table that were never in use. */
    public void unusedInodes(int count) {
        putSplit(0x1C, 0x32, count);
    }

    public void updateChecksum(int group, MetadataChecksum checksum) {
        bytes.putShort(CHECKSUM, (short) 0);
        bytes.putShort(CHECKSUM, (short)
                checksum.begin().addInt(group).add(bytes, 0, SIZE).value());
    }

    private void putWide(int low, int high, long value) {
        bytes.putInt(low, (int) value);
        bytes.putInt(high, (int) (value >>> 32));
    }

    private void putSplit(int low, int high, int value) {
        bytes.putShort(low, (short) value);
        bytes.putShort(high, (short) (value >>> 16));
    }
}
