package org.kubeos.diskimage.ext4;

import java.io.IOException;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.ext4.format.Feature;
import org.kubeos.diskimage.ext4.format.GroupDescriptor;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.Superblock;

/** Finds inodes by their numbers. */
final class InodeReader {

    private final Superblock superblock;
    private final Blocks blocks;

    InodeReader(Superblock superblock, Blocks blocks) {
        this.superblock = superblock;
        this.blocks = blocks;
    }

    /** Where an inode, to which something at byte {@code referrer} of the disk refers, stands, in bytes. */
    long offset(int number, long referrer) throws IOException {
        long index = Integer.toUnsignedLong(number) - 1;
        if (index < 0 || index >= superblock.inodes()) {
            throw new CorruptImageException(
                    referrer, "refers to inode " + (index + 1) + ", but there are only " + superblock.inodes());
        }
        long group = index / superblock.inodesPerGroup();
        long descriptorOffset = descriptorOffset(group);
        var descriptor = new GroupDescriptor(
                blocks.readBytes(descriptorOffset, Math.min(superblock.descriptorSize(), GroupDescriptor.SIZE)));
        long inTable = index % superblock.inodesPerGroup() * superblock.inodeSize();
        blocks.require(descriptor.inodeTable(), inTable / blocks.blockSize() + 1, descriptorOffset);
        return descriptor.inodeTable() * blocks.blockSize() + inTable;
    }

    Inode read(long offset) throws IOException {
        return new Inode(blocks.readBytes(offset, superblock.inodeSize()));
    }

    private long descriptorOffset(long group) throws CorruptImageException {
        long perBlock = blocks.blockSize() / superblock.descriptorSize();
        long index = group / perBlock;
        long block = superblock.firstDataBlock() + 1 + index;
        if (superblock.features().has(Feature.META_BG) && index >= superblock.firstMetaGroup()) {
            // The descriptors of a meta block group stand in its first group, behind the superblock if there is one.
            long first = index * perBlock;
            block = superblock.firstDataBlock()
                    + first * superblock.blocksPerGroup()
                    + (Geometry.hasSuperblock((int) first) ? 1 : 0);
        }
        blocks.require(block, 1, Superblock.OFFSET);
        return block * blocks.blockSize() + group % perBlock * superblock.descriptorSize();
    }
}
