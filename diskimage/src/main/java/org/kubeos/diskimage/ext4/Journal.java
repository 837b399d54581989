package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.util.ArrayList;
import org.kubeos.diskimage.ext4.format.ExtentNode;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.JournalSuperblock;

/** The journal: a file of inode 8 whose blocks are zero but for the first. */
final class Journal {

    private Journal() {}

    /** The blocks that mke2fs would give the journal of a file system of so many blocks. */
    static int blocks(long fileSystemBlocks) {
        long[] limits = {1 << 15, 1 << 18, 1 << 19, 1 << 22, 1 << 23, 1 << 24, 1 << 25};
        int[] sizes = {1 << 10, 1 << 12, 1 << 13, 1 << 14, 1 << 15, 1 << 16, 1 << 17};
        for (int i = 0; i < limits.length; i++) {
            if (fileSystemBlocks < limits[i]) {
                return sizes[i];
            }
        }
        return 1 << 18;
    }

    /** Writes the journal and returns its inode. */
    static Inode write(
            Geometry geometry, Ext4Options options, BlockAllocator blocks, ExtentTree trees, SequentialWriter disk)
            throws IOException {
        int count = blocks(geometry.blocks());
        blocks.require(count, "the journal");
        var extents = new ArrayList<ExtentNode.Extent>();
        trees.allocate(0, count, extents);
        disk.write(
                JournalSuperblock.of(geometry.blockSize(), count, options.uuid()),
                extents.getFirst().physical() * geometry.blockSize());
        var inode = new Inode();
        inode.mode(FileType.REGULAR, 0600);
        inode.links(1);
        inode.times(options.timestamp());
        inode.size((long) count * geometry.blockSize());
        trees.attach(inode, Inode.JOURNAL_NUMBER, extents, "the journal");
        return inode;
    }
}
