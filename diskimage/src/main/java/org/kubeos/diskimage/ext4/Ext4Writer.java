package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.MetadataChecksum;
import org.kubeos.diskimage.tree.FileNode;

/**
 * Makes an ext4 file system and fills it with files as they come. The same files and options give the same bytes.
 *
 * <p>Files' contents go straight to their final place; what describes them is kept in memory, some 150 bytes for a file,
 * and written by {@link #finish}. What is zero is not written at all, so the disk must be zero before.
 *
 * <p>The file system has the features that mke2fs gives by default (extents, journal, metadata checksums, hashed
 * directories, flexible block groups, 64-bit block numbers, room to be resized online), without those that GRUB 2.06 cannot
 * read. Access, change and creation times are the modification time. One thread may use a writer.
 *
 * <p>The bytes are written by a thread of the writer's own, while the next file is read: until {@link #finish} or {@link
 * #close} has returned, nobody else may use the disk, or the one that it is a slice of. A write that fails is thrown by a
 * later call, at the latest by {@code finish}.
 */
public final class Ext4Writer implements AutoCloseable {

    private final Ext4Options options;
    private final Geometry geometry;
    private final BlockAllocator blocks;
    private final SequentialWriter gathered;
    private final InodeStore inodes;
    private final TreeBuilder tree;
    private final GroupTables groups;
    private boolean finished;

    private Ext4Writer(Geometry geometry, SequentialWriter disk, Ext4Options options) throws IOException {
        this.options = options;
        this.geometry = geometry;
        this.gathered = disk;
        var layout = new GroupLayout(geometry);
        blocks = new BlockAllocator(geometry, layout);
        var checksum = new MetadataChecksum(options.uuid(), options.checksums());
        inodes = new InodeStore();
        groups = new GroupTables(geometry, layout, blocks, inodes, gathered, checksum);
        var extents = new ExtentTree(geometry.blockSize(), blocks, gathered, checksum);
        if (geometry.reservedDescriptorBlocks() > 0) {
            inodes.put(Inode.RESIZE_NUMBER, ResizeInode.write(geometry, options, blocks, gathered));
        }
        if (options.journal()) {
            inodes.put(Inode.JOURNAL_NUMBER, Journal.write(geometry, options, blocks, extents, gathered));
        }
        var names = new NameStore();
        var xattrs = new Xattrs(geometry.blockSize(), blocks, gathered, checksum);
        var data = new FileData(geometry.blockSize(), gathered, blocks, extents);
        var files = new FileWriter(geometry.blockSize(), blocks, gathered, extents, data, xattrs);
        var directories = new Directories(options, names, blocks, extents, gathered, checksum);
        tree = new TreeBuilder(options, geometry.inodes(), inodes, names, files, xattrs, directories);
    }

    /**
     * Begins a file system that takes the whole of {@code disk}, which must be zero and is not closed by the writer.
     *
     * @throws IllegalArgumentException if the disk has less than 8 MiB or more than 16 TiB, or too little for the options
     * @throws Ext4FullException if not even the journal has room
     */
    public static Ext4Writer create(DiskWriter disk, Ext4Options options) throws IOException {
        Geometry geometry = Geometry.of(disk.size(), options);
        var gathered = new SequentialWriter(disk, geometry.blockSize());
        try {
            return new Ext4Writer(geometry, gathered, options);
        } catch (IOException | RuntimeException e) {
            gathered.close();
            throw e;
        }
    }

    /**
     * Adds a file, and reads its contents at once. Directories that were not added before are made, as root's with mode
     * 0755; a directory that comes again only changes the metadata of the one that is there. The same holds for the root,
     * whose path is empty, and for {@code lost+found}, which every ext4 file system has.
     *
     * @throws Ext4FullException if blocks or inodes do not suffice
     * @throws Ext4Exception if ext4 cannot hold the file, another file has its path, a file in its path is no directory, or
     *     a hard link's target is missing
     */
    public void add(FileNode node) throws IOException {
        requireUnfinished();
        tree.add(node);
    }

    /** Writes all that is still to be written: directories, inodes, bitmaps, descriptors, superblocks. */
    public void finish() throws IOException {
        requireUnfinished();
        finished = true;
        tree.finish();
        ByteBuffer descriptors = groups.write();
        Superblocks.write(geometry, options, blocks, inodes, descriptors, gathered);
        gathered.flush();
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("the file system is finished");
        }
    }

    /** Ends the work. Without {@link #finish} before, what is on the disk is no file system. */
    @Override
    public void close() {
        finished = true;
        gathered.close();
    }
}
