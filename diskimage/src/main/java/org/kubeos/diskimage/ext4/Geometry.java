package org.kubeos.diskimage.ext4;

import org.kubeos.diskimage.ext4.format.GroupDescriptor;
import org.kubeos.diskimage.ext4.format.Inode;

/**
 * How a file system is divided: the numbers from which every block's place follows.
 *
 * @param blockSize bytes
 * @param blocks blocks of the file system, among them a block 0 that belongs to no group if blocks have 1 KiB
 * @param inodesPerGroup a multiple of 8 that fills whole blocks
 * @param descriptorBlocks blocks of group descriptors behind the superblock and each of its copies
 * @param reservedDescriptorBlocks blocks behind these, into which the descriptors may grow
 */
record Geometry(int blockSize, long blocks, int inodesPerGroup, int descriptorBlocks, int reservedDescriptorBlocks) {

    static final long MIN_BYTES = 8L << 20;
    static final long MAX_BYTES = 16L << 40;

    /** The group descriptors may grow until the file system is so many times as large; the kernel copes beyond that. */
    private static final long GROWTH = 128;

    /** A last group with fewer free blocks than this is not worth having; mke2fs draws the same line. */
    private static final int MIN_FREE_BLOCKS = 50;

    /** The blocks of the largest file system that the resize inode serves. */
    private static final long MAX_RESIZE_BLOCKS = 0xFFFF_FFFFL;

    private static final long MAX_INODES = 0xFFFF_FFFFL;

    /** @throws IllegalArgumentException if there is no file system of this size with these options */
    static Geometry of(long bytes, Ext4Options options) {
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("an ext4 file system has 8 MiB to 16 TiB, not " + bytes + " bytes");
        }
        Geometry geometry = divide(options.blockSize(), bytes / options.blockSize(), options.inodes());
        long last = geometry.blocksIn(geometry.groups() - 1);
        if (last < geometry.leastBlocksOfLastGroup()) {
            geometry = divide(options.blockSize(), geometry.blocks - last, options.inodes());
        }
        if (geometry.baseBlocks(0) + 2 + geometry.inodeTableBlocks() + MIN_FREE_BLOCKS > geometry.blocksIn(0)) {
            throw new IllegalArgumentException("an ext4 file system of " + (bytes >> 20) + " MiB with blocks of "
                    + options.blockSize() + " bytes and " + geometry.inodes()
                    + " inodes has no room for its own tables; take 4096 byte blocks or fewer inodes");
        }
        return geometry;
    }

    private static Geometry divide(int blockSize, long blocks, Ext4Options.Inodes inodes) {
        int first = firstBlock(blockSize);
        long perGroup = 8L * blockSize;
        long groups = ceilDiv(blocks - first, perGroup);
        long descriptors = ceilDiv(groups * GroupDescriptor.SIZE, blockSize);
        long grown = ceilDiv(Math.min(blocks * GROWTH, MAX_RESIZE_BLOCKS) - first, perGroup);
        long reserved = ceilDiv(grown * GroupDescriptor.SIZE, blockSize) - descriptors;
        return new Geometry(
                blockSize,
                blocks,
                inodesPerGroup(blockSize, blocks, groups, inodes),
                Math.toIntExact(descriptors),
                // The resize inode's one double-indirect block has room for so many.
                Math.clamp(reserved, 0, blockSize / Integer.BYTES));
    }

    private static int inodesPerGroup(int blockSize, long blocks, long groups, Ext4Options.Inodes inodes) {
        int unit = Math.max(8, blockSize / Inode.SIZE);
        long limit = Math.min(8L * blockSize, MAX_INODES / groups / unit * unit);
        return switch (inodes) {
            case Ext4Options.Inodes.PerBytes ratio ->
                (int) Math.min(roundUp(ceilDiv(blocks * blockSize / ratio.bytes(), groups), unit), limit);
            case Ext4Options.Inodes.Count count -> {
                long perGroup = roundUp(ceilDiv(count.count(), groups), unit);
                if (perGroup > limit) {
                    throw new IllegalArgumentException(
                            count.count() + " inodes are too many for this size: " + limit * groups + " are possible");
                }
                yield (int) perGroup;
            }
        };
    }

    private long leastBlocksOfLastGroup() {
        return groups() == 1 ? 0 : baseBlocks(groups() - 1) + 2 + inodeTableBlocks() + MIN_FREE_BLOCKS;
    }

    int blocksPerGroup() {
        return 8 * blockSize; // as many as one block of bitmap has bits
    }

    /** The block that holds the superblock. */
    int firstBlock() {
        return firstBlock(blockSize);
    }

    private static int firstBlock(int blockSize) {
        return blockSize == 1024 ? 1 : 0;
    }

    int groups() {
        return (int) ceilDiv(blocks - firstBlock(), blocksPerGroup());
    }

    long groupStart(int group) {
        return firstBlock() + (long) group * blocksPerGroup();
    }

    int blocksIn(int group) {
        return (int) Math.min(blocksPerGroup(), blocks - groupStart(group));
    }

    long inodes() {
        return (long) inodesPerGroup * groups();
    }

    int inodeTableBlocks() {
        return inodesPerGroup / (blockSize / Inode.SIZE);
    }

    /** Blocks that a group's copy of the superblock and of the descriptors takes; 0 if it has none. */
    int baseBlocks(int group) {
        return hasSuperblock(group) ? 1 + descriptorBlocks + reservedDescriptorBlocks : 0;
    }

    /** Feature {@code sparse_super}: groups 0 and 1 and the powers of 3, 5 and 7 hold a superblock. */
    static boolean hasSuperblock(int group) {
        return group <= 1 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
    }

    private static boolean isPower(int number, int base) {
        long power = base;
        while (power < number) {
            power *= base;
        }
        return power == number;
    }

    private static long ceilDiv(long dividend, long divisor) {
        return Math.ceilDiv(dividend, divisor);
    }

    private static long roundUp(long number, int unit) {
        return ceilDiv(number, unit) * unit;
    }
}
