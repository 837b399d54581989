package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.ext4.format.ExtentNode;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.MetadataChecksum;

/** Allocates the blocks of files, and writes the extent trees that map them. */
final class ExtentTree {

    private final int blockSize;
    private final BlockAllocator blocks;
    private final SequentialWriter disk;
    private final MetadataChecksum checksum;

    ExtentTree(int blockSize, BlockAllocator blocks, SequentialWriter disk, MetadataChecksum checksum) {
        this.blockSize = blockSize;
        this.blocks = blocks;
        this.disk = disk;
        this.checksum = checksum;
    }

    /** Takes blocks for {@code length} blocks of a file from block {@code logical} on. So many must be free. */
    void allocate(long logical, long length, List<ExtentNode.Extent> extents) {
        long done = 0;
        while (done < length) {
            BlockAllocator.Run run = blocks.take(Math.min(length - done, ExtentNode.MAX_LENGTH));
            extents.add(new ExtentNode.Extent(logical + done, (int) run.length(), run.start()));
            done += run.length();
        }
    }

    /** Lets an inode refer to extents, through blocks of their own if there are many, and counts all blocks in it. */
    void attach(Inode inode, int number, List<ExtentNode.Extent> extents, String what) throws IOException {
        long data = 0;
        for (ExtentNode.Extent extent : extents) {
            data += extent.length();
        }
        long nodes = nodeBlocks(blockSize, extents.size());
        blocks.require(nodes, what);
        inode.flags(inode.flags() | Inode.FLAG_EXTENTS);
        inode.sectors(inode.sectors() + (data + nodes) * (blockSize / 512));
        writeTree(inode, number, extents);
    }

    private void writeTree(Inode inode, int number, List<ExtentNode.Extent> extents) throws IOException {
        var root = new ExtentNode(inode.blockMap());
        if (extents.size() <= ExtentNode.ROOT_CAPACITY) {
            root.header(extents.size(), ExtentNode.ROOT_CAPACITY, 0);
            for (int i = 0; i < extents.size(); i++) {
                root.extent(i, extents.get(i));
            }
            return;
        }
        List<Child> children = writeLeaves(number, extents);
        int depth = 1;
        while (children.size() > ExtentNode.ROOT_CAPACITY) {
            children = writeNodes(number, children, depth++);
        }
        root.header(children.size(), ExtentNode.ROOT_CAPACITY, depth);
        putChildren(root, children);
    }

    /** A node that was written, and the first logical block below it. */
    private record Child(long logical, long block) {}

    private List<Child> writeLeaves(int number, List<ExtentNode.Extent> extents) throws IOException {
        int capacity = ExtentNode.capacity(blockSize);
        var written = new ArrayList<Child>();
        for (int from = 0; from < extents.size(); from += capacity) {
            List<ExtentNode.Extent> part = extents.subList(from, Math.min(from + capacity, extents.size()));
            ByteBuffer bytes = Bytes.zero(blockSize);
            var leaf = new ExtentNode(bytes);
            leaf.header(part.size(), capacity, 0);
            for (int i = 0; i < part.size(); i++) {
                leaf.extent(i, part.get(i));
            }
            written.add(new Child(part.getFirst().logical(), writeBlock(number, leaf, bytes)));
        }
        return written;
    }

    private List<Child> writeNodes(int number, List<Child> children, int depth) throws IOException {
        int capacity = ExtentNode.capacity(blockSize);
        var written = new ArrayList<Child>();
        for (int from = 0; from < children.size(); from += capacity) {
            List<Child> part = children.subList(from, Math.min(from + capacity, children.size()));
            ByteBuffer bytes = Bytes.zero(blockSize);
            var node = new ExtentNode(bytes);
            node.header(part.size(), capacity, depth);
            putChildren(node, part);
            written.add(new Child(part.getFirst().logical(), writeBlock(number, node, bytes)));
        }
        return written;
    }

    private static void putChildren(ExtentNode node, List<Child> children) {
        for (int i = 0; i < children.size(); i++) {
            node.child(i, children.get(i).logical, children.get(i).block);
        }
    }

    private long writeBlock(int number, ExtentNode node, ByteBuffer bytes) throws IOException {
        node.updateChecksum(number, checksum);
        long block = blocks.take();
        disk.write(bytes, block * blockSize);
        return block;
    }

    /** The blocks beside its data that a file of so many extents takes. */
    static long nodeBlocks(int blockSize, long extents) {
        long blocks = 0;
        long level = extents;
        while (level > ExtentNode.ROOT_CAPACITY) {
            level = Math.ceilDiv(level, ExtentNode.capacity(blockSize));
            blocks += level;
        }
        return blocks;
    }
}
