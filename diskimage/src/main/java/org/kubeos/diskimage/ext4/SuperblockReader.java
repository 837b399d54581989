package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.UnsupportedImageException;
import org.kubeos.diskimage.ext4.format.Feature;
import org.kubeos.diskimage.ext4.format.GroupDescriptor;
import org.kubeos.diskimage.ext4.format.Superblock;

/** Reads a superblock, and checks that its fields are consistent with each other and with the disk. */
final class SuperblockReader {

    private static final Set<Feature> READABLE = EnumSet.of(
            Feature.FILETYPE,
            Feature.NEEDS_RECOVERY,
            Feature.META_BG,
            Feature.EXTENT,
            Feature.BITS_64,
            Feature.MMP,
            Feature.FLEX_BG,
            Feature.METADATA_CSUM_SEED,
            Feature.LARGE_DIR,
            Feature.CASEFOLD);

    private static final int MAX_LOG_BLOCK_SIZE = 5; // entries of directories need another form beyond 32 KiB

    private SuperblockReader() {}

    static boolean isThere(DiskReader disk) throws IOException {
        return disk.size() >= Superblock.OFFSET + Superblock.SIZE && load(disk).hasMagic();
    }

    static Superblock read(DiskReader disk) throws IOException {
        if (disk.size() < Superblock.OFFSET + Superblock.SIZE) {
            throw new CorruptImageException(0, "too short for an ext4 file system: " + disk.size() + " bytes");
        }
        Superblock superblock = load(disk);
        require(superblock.hasMagic(), 0x38, "no ext4 superblock");
        if (superblock.features().has(Feature.METADATA_CSUM)) {
            require(superblock.checksumMatches(), 0x3FC, "wrong checksum of the superblock");
        }
        requireReadable(superblock);
        requireSane(superblock, disk.size());
        return superblock;
    }

    private static Superblock load(DiskReader disk) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Superblock.SIZE);
        disk.read(bytes, Superblock.OFFSET);
        return new Superblock(bytes.flip());
    }

    private static void requireReadable(Superblock superblock) throws UnsupportedImageException {
        int unknown = superblock.features().bits(Feature.Kind.INCOMPATIBLE);
        for (Feature feature : READABLE) {
            unknown &= ~feature.bit();
        }
        if (unknown != 0 || superblock.features().has(Feature.BIGALLOC)) {
            throw new UnsupportedImageException("ext4 file system with features that cannot be read, among "
                    + String.join(", ", superblock.features().labels()));
        }
        long logBlockSize = Integer.toUnsignedLong(superblock.logBlockSize());
        if (logBlockSize > MAX_LOG_BLOCK_SIZE) {
            throw new UnsupportedImageException("ext4 blocks of 2^" + (10 + logBlockSize) + " bytes are not supported");
        }
    }

    private static void requireSane(Superblock superblock, long diskSize) throws CorruptImageException {
        long blockSize = 1024L << superblock.logBlockSize();
        require(
                superblock.blocks() > 0 && superblock.blocks() <= diskSize / blockSize,
                0x4,
                "file system of " + Long.toUnsignedString(superblock.blocks()) + " blocks on a disk of " + diskSize
                        + " bytes");
        require(
                superblock.freeBlocks() >= 0 && superblock.freeBlocks() <= superblock.blocks(),
                0xC,
                "more free blocks than blocks: " + Long.toUnsignedString(superblock.freeBlocks()));
        require(superblock.firstDataBlock() == (blockSize == 1024 ? 1 : 0), 0x14, "wrong first block");
        require(
                superblock.blocksPerGroup() > 0 && superblock.blocksPerGroup() <= 8 * blockSize,
                0x20,
                "impossible number of blocks per group");
        require(
                superblock.inodesPerGroup() > 0 && superblock.inodesPerGroup() <= 8 * blockSize,
                0x28,
                "impossible number of inodes per group");
        int inodeSize = superblock.inodeSize();
        require(inodeSize >= 128 && inodeSize <= blockSize && Integer.bitCount(inodeSize) == 1, 0x58, "inode size");
        int descriptorSize = superblock.descriptorSize();
        int least = superblock.features().has(Feature.BITS_64) ? GroupDescriptor.SIZE : 32;
        require(
                descriptorSize >= least && descriptorSize <= blockSize && Integer.bitCount(descriptorSize) == 1,
                0xFE,
                "impossible size of group descriptors");
        long groups = Math.ceilDiv(superblock.blocks() - superblock.firstDataBlock(), superblock.blocksPerGroup());
        require(superblock.inodes() <= groups * superblock.inodesPerGroup(), 0, "more inodes than groups can have");
    }

    private static void require(boolean sound, int field, String problem) throws CorruptImageException {
        if (!sound) {
            throw new CorruptImageException(Superblock.OFFSET + field, problem);
        }
    }
}
