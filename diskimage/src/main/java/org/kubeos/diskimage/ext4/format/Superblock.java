package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The superblock: a view of its 1024 bytes, which stand 1024 bytes after the start of the file system. */
public final class Superblock {

    public static final int SIZE = 1024;
    public static final int OFFSET = 1024;
    public static final int MAGIC = 0xEF53;

    // Where the fields are: the kernel's documentation, "Super Block", has them in this order.
    private static final int INODES_COUNT = 0x0;
    private static final int BLOCKS_COUNT = 0x4;
    private static final int RESERVED_BLOCKS_COUNT = 0x8;
    private static final int FREE_BLOCKS_COUNT = 0xC;
    private static final int FREE_INODES_COUNT = 0x10;
    private static final int FIRST_DATA_BLOCK = 0x14;
    private static final int LOG_BLOCK_SIZE = 0x18;
    private static final int LOG_CLUSTER_SIZE = 0x1C;
    private static final int BLOCKS_PER_GROUP = 0x20;
    private static final int CLUSTERS_PER_GROUP = 0x24;
    private static final int INODES_PER_GROUP = 0x28;
    private static final int MAX_MOUNT_COUNT = 0x36;
    private static final int MAGIC_NUMBER = 0x38;
    private static final int STATE = 0x3A;
    private static final int ERRORS = 0x3C;
    private static final int REVISION = 0x4C;
    private static final int FIRST_INODE = 0x54;
    private static final int INODE_SIZE = 0x58;
    private static final int BLOCK_GROUP = 0x5A;
    private static final int RESERVED_GDT_BLOCKS = 0xCE;
    private static final int JOURNAL_INODE = 0xE0;
    private static final int DEFAULT_HASH_VERSION = 0xFC;
    private static final int JOURNAL_BACKUP_TYPE = 0xFD;
    private static final int DESCRIPTOR_SIZE = 0xFE;
    private static final int DEFAULT_MOUNT_OPTIONS = 0x100;
    private static final int FIRST_META_GROUP = 0x104;
    private static final int JOURNAL_BACKUP = 0x10C;
    private static final int BLOCKS_COUNT_HIGH = 0x150;
    private static final int RESERVED_BLOCKS_COUNT_HIGH = 0x154;
    private static final int FREE_BLOCKS_COUNT_HIGH = 0x158;
    private static final int MIN_EXTRA_INODE_SIZE = 0x15C;
    private static final int WANT_EXTRA_INODE_SIZE = 0x15E;
    private static final int FLAGS = 0x160;
    private static final int LOG_GROUPS_PER_FLEX = 0x174;
    private static final int CHECKSUM_TYPE = 0x175;
    private static final int CHECKSUM = 0x3FC;

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
        bytes.putShort(MAX_MOUNT_COUNT, (short) -1); // never check because of the number of mounts
        bytes.putShort(MAGIC_NUMBER, (short) MAGIC);
        bytes.putShort(STATE, (short) 1); // clean
        bytes.putShort(ERRORS, (short) 1); // on errors: continue
        bytes.putInt(REVISION, 1); // revision 1: the fields below count
        bytes.putInt(FIRST_INODE, 11); // first inode that is not reserved
        bytes.put(DEFAULT_HASH_VERSION, (byte) DirectoryHash.HALF_MD4);
        bytes.putInt(DEFAULT_MOUNT_OPTIONS, 0xC); // mount with user_xattr and acl
        bytes.putShort(MIN_EXTRA_INODE_SIZE, (short) Inode.EXTRA_SIZE);
        bytes.putShort(WANT_EXTRA_INODE_SIZE, (short) Inode.EXTRA_SIZE);
        bytes.putInt(FLAGS, 0x2); // names are hashed as unsigned bytes
    }

    public boolean hasMagic() {
        return Short.toUnsignedInt(bytes.getShort(MAGIC_NUMBER)) == MAGIC;
    }

    public long inodes() {
        return Integer.toUnsignedLong(bytes.getInt(INODES_COUNT));
    }

    public void inodes(long count) {
        bytes.putInt(INODES_COUNT, (int) count);
    }

    public long blocks() {
        return wide(BLOCKS_COUNT, BLOCKS_COUNT_HIGH);
    }

    public void blocks(long count) {
        wide(BLOCKS_COUNT, BLOCKS_COUNT_HIGH, count);
    }

    /** Blocks that only root may fill. */
    public long reservedBlocks() {
        return wide(RESERVED_BLOCKS_COUNT, RESERVED_BLOCKS_COUNT_HIGH);
    }

    public void reservedBlocks(long count) {
        wide(RESERVED_BLOCKS_COUNT, RESERVED_BLOCKS_COUNT_HIGH, count);
    }

    public long freeBlocks() {
        return wide(FREE_BLOCKS_COUNT, FREE_BLOCKS_COUNT_HIGH);
    }

    public void freeBlocks(long count) {
        wide(FREE_BLOCKS_COUNT, FREE_BLOCKS_COUNT_HIGH, count);
    }

    public long freeInodes() {
        return Integer.toUnsignedLong(bytes.getInt(FREE_INODES_COUNT));
    }

    public void freeInodes(long count) {
        bytes.putInt(FREE_INODES_COUNT, (int) count);
    }

    /** The block that holds the superblock: 1 when blocks have 1 KiB, else 0. */
    public long firstDataBlock() {
        return Integer.toUnsignedLong(bytes.getInt(FIRST_DATA_BLOCK));
    }

    /** The block size's logarithm: 0 for 1 KiB, 2 for 4 KiB. */
    public int logBlockSize() {
        return bytes.getInt(LOG_BLOCK_SIZE);
    }

    /** Sets the block size in bytes, and all that follows from it alone. */
    public void blockSize(int size) {
        int log = Integer.numberOfTrailingZeros(size) - 10;
        bytes.putInt(FIRST_DATA_BLOCK, log == 0 ? 1 : 0);
        bytes.putInt(LOG_BLOCK_SIZE, log);
        bytes.putInt(LOG_CLUSTER_SIZE, log); // clusters are blocks
    }

    public long blocksPerGroup() {
        return Integer.toUnsignedLong(bytes.getInt(BLOCKS_PER_GROUP));
    }

    public void blocksPerGroup(int count) {
        bytes.putInt(BLOCKS_PER_GROUP, count);
        bytes.putInt(CLUSTERS_PER_GROUP, count);
    }

    public long inodesPerGroup() {
        return Integer.toUnsignedLong(bytes.getInt(INODES_PER_GROUP));
    }

    public void inodesPerGroup(int count) {
        bytes.putInt(INODES_PER_GROUP, count);
    }

    public int revision() {
        return bytes.getInt(REVISION);
    }

    /** Bytes per inode; 128 in revision 0. */
    public int inodeSize() {
        return revision() == 0 ? 128 : Short.toUnsignedInt(bytes.getShort(INODE_SIZE));
    }

    public void inodeSize(int size) {
        bytes.putShort(INODE_SIZE, (short) size);
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
        bytes.putShort(BLOCK_GROUP, (short) group);
    }

    public void reservedDescriptorBlocks(int count) {
        bytes.putShort(RESERVED_GDT_BLOCKS, (short) count);
    }

    /** The inode of the journal, and a copy of what finds its blocks should that inode be lost. */
    public void journal(int inode, Inode journal) {
        bytes.putInt(JOURNAL_INODE, inode);
        bytes.put(JOURNAL_BACKUP_TYPE, (byte) 1);
        bytes.put(JOURNAL_BACKUP, journal.bytes(), Inode.BLOCK_MAP, Inode.BLOCK_MAP_BYTES);
        bytes.putInt(JOURNAL_BACKUP + 60, (int) (journal.size() >>> 32));
        bytes.putInt(JOURNAL_BACKUP + 64, (int) journal.size());
    }

    /** Bytes per group descriptor. */
    public int descriptorSize() {
        return features().has(Feature.BITS_64) ? Short.toUnsignedInt(bytes.getShort(DESCRIPTOR_SIZE)) : 32;
    }

    public void descriptorSize(int size) {
        bytes.putShort(DESCRIPTOR_SIZE, (short) size);
    }

    /** The first group whose descriptors stand in the group itself, when the file system has {@code meta_bg}. */
    public long firstMetaGroup() {
        return Integer.toUnsignedLong(bytes.getInt(FIRST_META_GROUP));
    }

    public void logGroupsPerFlex(int log) {
        bytes.put(LOG_GROUPS_PER_FLEX, (byte) log);
    }

    /** Writes the checksum, and of which kind all checksums are, in a file system that has them. */
    public void updateChecksum() {
        if (!features().has(Feature.METADATA_CSUM)) {
            return;
        }
        bytes.put(CHECKSUM_TYPE, (byte) 1); // CRC-32C
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
