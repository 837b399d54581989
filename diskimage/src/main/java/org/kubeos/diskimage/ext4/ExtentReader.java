package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.UnsupportedImageException;
import org.kubeos.diskimage.ext4.format.ExtentNode;
import org.kubeos.diskimage.ext4.format.Inode;

/**
 * Iterates over a file's extents. Each must begin at or after the end of the one before, and no node may be empty, so that
 * a tree with loops is detected when it returns to the same place.
 */
final class ExtentReader {

    interface Visitor {
        void visit(ExtentNode.Extent extent) throws IOException;
    }

    private final Blocks blocks;
    private final Visitor visitor;
    private long logicalEnd;
    private long total;

    private ExtentReader(Blocks blocks, Visitor visitor) {
        this.blocks = blocks;
        this.visitor = visitor;
    }

    /** Shows all extents of an inode, which stands at byte {@code offset} of the disk, in ascending order. */
    static void visit(Blocks blocks, Inode inode, long offset, Visitor visitor) throws IOException {
        if ((inode.flags() & Inode.FLAG_INLINE_DATA) != 0) {
            throw new UnsupportedImageException(
                    "a file keeps its data in its inode (inline_data), which is not supported");
        }
        if ((inode.flags() & Inode.FLAG_EXTENTS) == 0) {
            if (inode.size() != 0) {
                throw new UnsupportedImageException(
                        "a file has a block map as in ext2 and ext3; only extents are supported");
            }
            return;
        }
        new ExtentReader(blocks, visitor).visit(inode.blockMap(), offset + Inode.BLOCK_MAP, ExtentNode.MAX_DEPTH + 1);
    }

    private void visit(ByteBuffer bytes, long offset, int depthAbove) throws IOException {
        var node = new ExtentNode(bytes);
        boolean root = bytes.capacity() == Inode.BLOCK_MAP_BYTES;
        int capacity = ExtentNode.capacity(bytes.capacity());
        if (!node.hasMagic() || node.entries() > capacity || node.entries() == 0 && !(root && node.depth() == 0)) {
            throw new CorruptImageException(offset, "is no node of an extent tree");
        }
        if (root ? node.depth() >= depthAbove : node.depth() != depthAbove - 1) {
            throw new CorruptImageException(offset, "extent tree has depth " + node.depth() + " below " + depthAbove);
        }
        for (int i = 0; i < node.entries(); i++) {
            long at = offset + (long) ExtentNode.ENTRY_BYTES * (i + 1);
            if (node.depth() > 0) {
                long child = node.child(i);
                visit(blocks.read(child, at), child * blocks.blockSize(), node.depth());
            } else {
                show(node.extent(i), at);
            }
        }
    }

    private void show(ExtentNode.Extent extent, long offset) throws IOException {
        total += extent.length();
        if (extent.length() == 0 || extent.logical() < logicalEnd || total > blocks.count()) {
            throw new CorruptImageException(offset, "extents overlap or are more than the file system has");
        }
        blocks.require(extent.physical(), extent.length(), offset);
        logicalEnd = extent.end();
        visitor.visit(extent);
    }
}
