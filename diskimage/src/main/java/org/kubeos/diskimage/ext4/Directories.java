package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.ext4.format.DirectoryBlock;
import org.kubeos.diskimage.ext4.format.DirectoryHash;
import org.kubeos.diskimage.ext4.format.ExtentNode;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.MetadataChecksum;

/** Writes directories, once all their entries are known: one leaf if they fit into it, else hashed. */
final class Directories {

    /** What e2fsck finds lost goes where blocks already are; mke2fs gives lost+found as many. */
    static final int LOST_FOUND_BYTES = 16 << 10;

    private final int blockSize;
    private final NameStore names;
    private final DirectoryHash hash;
    private final BlockAllocator blocks;
    private final ExtentTree trees;
    private final SequentialWriter disk;
    private final MetadataChecksum checksum;

    Directories(
            Ext4Options options,
            NameStore names,
            BlockAllocator blocks,
            ExtentTree trees,
            SequentialWriter disk,
            MetadataChecksum checksum) {
        this.blockSize = options.blockSize();
        this.names = names;
        this.hash = new DirectoryHash(options.hashSeed());
        this.blocks = blocks;
        this.trees = trees;
        this.disk = disk;
        this.checksum = checksum;
    }

    /** Writes a directory's blocks, and completes its inode. */
    void write(Inode inode, int self, int parent) throws IOException {
        int[] records = names.recordsOf(self);
        inode.links(links(records));
        if (entryBytes(records) <= DirectoryBlock.leafCapacity(blockSize)) {
            int count = self == Inode.LOST_FOUND_NUMBER ? LOST_FOUND_BYTES / blockSize : 1;
            var output = new Output(count);
            writeLinear(output, records, self, parent);
            output.attachTo(inode, self);
        } else {
            var directory = new HashedDirectory(names, hash, blockSize, records);
            var output = new Output(directory.blocks());
            directory.write(output, self, parent, checksum);
            inode.flags(Inode.FLAG_INDEX);
            output.attachTo(inode, self);
        }
    }

    /** The parent refers to it, it to itself, and each directory in it too; with {@code dir_nlink}, 1 means too many. */
    private int links(int[] records) {
        int links = 2;
        for (int record : records) {
            links += names.type(record) == FileType.DIRECTORY ? 1 : 0;
        }
        return links >= Inode.MAX_LINKS ? 1 : links;
    }

    private long entryBytes(int[] records) {
        long bytes = DirectoryBlock.DOTS;
        for (int record : records) {
            bytes += DirectoryBlock.entryBytes(names.nameLength(record));
        }
        return bytes;
    }

    private void writeLinear(Output output, int[] records, int self, int parent) throws IOException {
        ByteBuffer bytes = Bytes.zero(blockSize);
        var block = new DirectoryBlock(bytes);
        block.dots(self, parent, DirectoryBlock.DOTS);
        int last = DirectoryBlock.DOTS / 2;
        int at = DirectoryBlock.DOTS;
        for (int record : records) {
            last = at;
            at += names.writeEntry(record, block, at);
        }
        block.finishLeaf(last, self, checksum);
        output.write(bytes);
        while (output.written < output.count) {
            ByteBuffer empty = Bytes.zero(blockSize);
            new DirectoryBlock(empty).finishLeaf(0, self, checksum);
            output.write(empty);
        }
    }

    /** The blocks of one directory, to be written from the first to the last. */
    final class Output {
        private final int count;
        private final List<ExtentNode.Extent> extents = new ArrayList<>();
        private int written;
        private int extent;

        private Output(int count) throws Ext4FullException {
            this.count = count;
            blocks.require(count, "directories");
            trees.allocate(0, count, extents);
        }

        void write(ByteBuffer block) throws IOException {
            if (written == extents.get(extent).end()) {
                extent++;
            }
            ExtentNode.Extent here = extents.get(extent);
            disk.write(block.duplicate().clear(), (here.physical() + written - here.logical()) * blockSize);
            written++;
        }

        private void attachTo(Inode inode, int number) throws IOException {
            inode.size((long) count * blockSize);
            trees.attach(inode, number, extents, "directories");
        }
    }
}
