package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.ext4.format.ExtentNode;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.tree.FileContent;

/** Writes the contents of regular files. */
final class FileData {

    private static final long MAX_BLOCKS = 0xFFFF_FFFFL;

    private final int blockSize;
    private final DiskWriter disk;
    private final BlockAllocator blocks;
    private final ExtentTree trees;

    FileData(int blockSize, DiskWriter disk, BlockAllocator blocks, ExtentTree trees) {
        this.blockSize = blockSize;
        this.disk = disk;
        this.blocks = blocks;
        this.trees = trees;
    }

    void write(Inode inode, int number, String path, FileContent content) throws IOException {
        if (Math.ceilDiv(content.size(), blockSize) > MAX_BLOCKS) {
            throw new Ext4Exception(
                    path,
                    content.size() + " bytes are too many for one file; at most " + MAX_BLOCKS * blockSize
                            + " are possible");
        }
        inode.size(content.size());
        List<BlockRange> ranges = dataBlocks(content, blockSize);
        long needed = 0;
        for (BlockRange range : ranges) {
            needed += range.length();
        }
        blocks.require(needed, "/" + path);
        var extents = new ArrayList<ExtentNode.Extent>();
        for (BlockRange range : ranges) {
            trees.allocate(range.start, range.length(), extents);
        }
        copy(content, extents);
        trees.attach(inode, number, extents, "/" + path);
    }

    /** Blocks {@code start} to {@code end}, the latter not included, of a file. */
    record BlockRange(long start, long end) {
        long length() {
            return end - start;
        }
    }

    /** The blocks of a file that hold data, ascending and apart from each other. */
    static List<BlockRange> dataBlocks(FileContent content, int blockSize) {
        var ranges = new ArrayList<BlockRange>();
        long previousEnd = 0;
        for (FileContent.Extent data : content.data()) {
            long end = data.offset() + data.length();
            if (data.length() <= 0 || data.offset() < previousEnd || end > content.size()) {
                throw new IllegalArgumentException("data out of order or beyond the end of the file: " + data);
            }
            previousEnd = end;
            var range = new BlockRange(data.offset() / blockSize, Math.ceilDiv(end, blockSize));
            if (!ranges.isEmpty() && ranges.getLast().end >= range.start) {
                range = new BlockRange(ranges.removeLast().start, range.end);
            }
            ranges.add(range);
        }
        return ranges;
    }

    private void copy(FileContent content, List<ExtentNode.Extent> extents) throws IOException {
        int index = 0;
        for (FileContent.Extent data : content.data()) {
            long position = data.offset();
            long end = position + data.length();
            while (position < end) {
                while (extents.get(index).end() * blockSize <= position) {
                    index++;
                }
                ExtentNode.Extent extent = extents.get(index);
                long count = Math.min(end, extent.end() * blockSize) - position;
                long offset = (extent.physical() - extent.logical()) * blockSize + position;
                content.copyTo(disk, position, count, offset);
                position += count;
            }
        }
    }
}
