package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The superblock: a view of its 1024 bytes, which stand 1024 bytes after the start of the file system. */
public final class Superblock {

    public static final int SIZE = 1024;
    public static final int OFFSET = 1024;
    public static final int MAGIC = 0xEF53;

    private static final int CHECKSUM = 0x3FC;
    private static final int JOURNAL_BACKUP = 0x10C;

    private final ByteBuffer bytes;

    public Superblock() {
        this(ByteBuffer.allocate(SIZE));
    }

    /** A view of {@code bytes}, from which it takes everything and to which it writes everything. */
    public Superblock(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The 1024 bytes, as they stand on disk. */
    public ByteBuffer bytes() {
        return bytes.duplicate().clear();
    }

    /** Writes what is the same in every file system that this library makes: clean, revision 1. */
    public void initialize() {
        bytes.putShort(0x36, (short) -1); // never check because of the number of mounts
        bytes.putShort(0x38, (short) MAGIC);
        bytes.putShort(0x3A, (short) 1); // clean
        bytes.putShort(0x3C, (short) 1); // on errors: continue
        bytes.putInt(0x4C, 1); // revision 1: the fields below count
        bytes.putInt(0x54, 11); // first inode that is not reserved
        bytes.put(0xFC, (byte) DirectoryHash.HALF_MD4);
        bytes.putInt(0x100, 0xC); // mount with user_xattr and acl
        bytes.putShort(0x15C, (short) Inode.EXTRA_SIZE);
        bytes.putShort(0x15E, (short) Inode.EXTRA_SIZE);
        bytes.putInt(0x160, 0x2); // names are hashed as unsigned bytes
    }

    public boolean hasMagic() {
        return Short.toUnsignedInt(bytes.getShort(0x38)) == MAGIC;
    }

    public long inodes() {
        return Integer.toUnsignedLong(bytes.getInt(0));
    }

    public void inodes(long count) {
        bytes.putInt(0, (int) count);
    }

    public long blocks() {
        return wide(0x4, 0x150);
    }

    public void blocks(long count) {
        wide(0x4, 0x150, count);
    }

    /** Blocks that only root may fill. */
    public long reservedBlocks() {
        return wide(0x8, 0x154);
    }

    public void reservedBlocks(long count) {
        wide(0x8, 0x154, count);
    }

    public long freeBlocks() {
        return wide(0xC, 0x158);
    }

    public void freeBlocks(long count) {
        wide(0xC, 0x158, count);
    }

    public long freeInodes() {
        return Integer.toUnsignedLong(bytes.getInt(0x10));
    }

    public void freeInodes(long count) {
        bytes.putInt(0x10, (int) count);
    }

    /** The block that holds the superblock: 1 when blocks have 1 KiB, else 0. */
    public long firstDataBlock() {
        return Integer.toUnsignedLong(bytes.getInt(0x14));
    }

    /** The block size's logarithm: 0 for 1 KiB, 2 for 4 KiB. */
    public int logBlockSize() {
        return bytes.getInt(0x18);
    }

    /** Sets the block size in bytes, and all that follows from it alone. */
    public void blockSize(int size) {
        int log = Integer.numberOfTrailingZeros(size) - 10;
        bytes.putInt(0x14, log == 0 ? 1 : 0);
        bytes.putInt(0x18, log);
        bytes.putInt(0x1C, log); // clusters are blocks
    }

    public long blocksPerGroup() {
        return Integer.toUnsignedLong(bytes.getInt(0x20));
    }

    public void blocksPerGroup(int count) {
        bytes.putInt(0x20, count);
        bytes.putInt(0x24, count);
    }

    public long inodesPerGroup() {
        return Integer.toUnsignedLong(bytes.getInt(0x28));
    }

    public void inodesPerGroup(int count) {
        bytes.putInt(0x28, count);
    }

    public int revision() {
        return bytes.getInt(0x4C);
    }

    /** Bytes per inode; 128 in revision 0. */
    public int inodeSize() {
        return revision() == 0 ? 128 : Short.toUnsignedInt(bytes.getShort(0x58));
    }

    public void inodeSize(int size) {
        bytes.putShort(0x58, (short) size);
    }

    /** What the file system can do, and what one must know to use it. */
    public FeatureSet features() {
        return new FeatureSet(bytes);
    }

    /** Who the file system is. */
    public Identity identity() {
        return new Identity(bytes);
    }

    /** The block group that this copy stands in. */
    public void group(int group) {
        bytes.putShort(0x5A, (short) group);
    }

    public void reservedDescriptorBlocks(int count) {
        bytes.putShort(0xCE, (short) count);
    }

    /** The inode of the journal, and a copy of what finds its blocks should that inode be lost. */
    public void journal(int inode, Inode journal) {
        bytes.putInt(0xE0, inode);
        bytes.put(0xFD, (byte) 1);
        bytes.put(JOURNAL_BACKUP, journal.bytes(), Inode.BLOCK_MAP, Inode.BLOCK_MAP_BYTES);
        bytes.putInt(JOURNAL_BACKUP + 60, (int) (journal.size() >>> 32));
        bytes.putInt(JOURNAL_BACKUP + 64, (int) journal.size());
    }

    /** Bytes per group descriptor. */
    public int descriptorSize() {
        return features().has(Feature.BITS_64) ? Short.toUnsignedInt(bytes.getShort(0xFE)) : 32;
    }

    public void descriptorSize(int size) {
        bytes.putShort(0xFE, (short) size);
    }

    /** The first group whose descriptors stand in the group itself, when the file system has {@code meta_bg}. */
    public long firstMetaGroup() {
        return Integer.toUnsignedLong(bytes.getInt(0x104));
    }

    public void logGroupsPerFlex(int log) {
        bytes.put(0x174, (byte) log);
    }

    /** Writes the checksum, and of which kind all checksums are, in a file system that has them. */
    public void updateChecksum() {
        if (!features().has(Feature.METADATA_CSUM)) {
            return;
        }
        bytes.put(0x175, (byte) 1); // CRC-32C
        bytes.putInt(CHECKSUM, MetadataChecksum.ofSuperblock(bytes, CHECKSUM));
    }

    public boolean checksumMatches() {
        return bytes.getInt(CHECKSUM) == MetadataChecksum.ofSuperblock(bytes, CHECKSUM);
    }

    private long wide(int low, int high) {
        long value = Integer.toUnsignedLong(bytes.getInt(low));
        return features().has(Feature.BITS_64) ? value | Integer.toUnsignedLong(bytes.getInt(high)) << 32 : value;
    }

    private void wide(int low, int high, long value) {
        bytes.putInt(low, (int) value);
        bytes.putInt(high, (int) (value >>> 32));
    }
}
