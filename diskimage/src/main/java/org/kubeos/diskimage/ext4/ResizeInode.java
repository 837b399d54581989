package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.kubeos.diskimage.ext4.format.Inode;

/**
 * Feature {@code resize_inode}: a file of inode 7 owns the blocks into which the group descriptors may grow. Its
 * double-indirect block refers to the reserved blocks of group 0, and each of these, as an indirect block, to its
 * counterparts in the other groups that hold a superblock.
 */
final class ResizeInode {

    private static final int DIRECT_BLOCKS = 12;
    private static final int DOUBLE_INDIRECT = 13;

    private ResizeInode() {}

    /** Writes the blocks of references and returns the inode. */
    static Inode write(Geometry geometry, Ext4Options options, BlockAllocator blocks, SequentialWriter disk)
            throws IOException {
        int blockSize = geometry.blockSize();
        int perBlock = blockSize / Integer.BYTES;
        blocks.require(1, "the resize inode");
        long root = blocks.take();
        long firstReserved = geometry.firstBlock() + 1L + geometry.descriptorBlocks();
        int[] copies = IntStream.range(1, geometry.groups())
                .filter(Geometry::hasSuperblock)
                .toArray();
        ByteBuffer references = Bytes.zero(blockSize);
        for (int i = 0; i < geometry.reservedDescriptorBlocks(); i++) {
            long block = firstReserved + i;
            references.putInt((geometry.descriptorBlocks() + i) % perBlock * Integer.BYTES, (int) block);
            if (copies.length > 0) {
                disk.write(counterparts(geometry, block, copies), block * blockSize);
            }
        }
        disk.write(references, root * blockSize);

        var inode = new Inode();
        inode.mode(FileType.REGULAR, 0600);
        inode.links(1);
        inode.times(options.timestamp());
        inode.size(((long) perBlock * perBlock + perBlock + DIRECT_BLOCKS) * blockSize);
        inode.sectors((1 + geometry.reservedDescriptorBlocks() * (1L + copies.length)) * (blockSize / 512));
        inode.blockMap().putInt(DOUBLE_INDIRECT * Integer.BYTES, (int) root);
        return inode;
    }

    private static ByteBuffer counterparts(Geometry geometry, long block, int[] copies) {
        ByteBuffer references = Bytes.zero(geometry.blockSize());
        for (int i = 0; i < copies.length; i++) {
            long counterpart = block + (long) copies[i] * geometry.blocksPerGroup();
            references.putInt(i * Integer.BYTES, (int) counterpart);
        }
        return references;
    }
}
