package org.kubeos.diskimage.ext4;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.diskimage.ext4.format.DirectoryBlock;
import org.kubeos.diskimage.ext4.format.ExtentNode;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;

/**
 * Computes how large a file system must be to hold certain files. The result is enough for {@link Ext4Writer}, and seldom
 * more than a few percent too large: it does not foresee that files will share blocks of extended attributes.
 */
public final class Ext4Size {

    private static final long MIB = 1 << 20;

    /** Inodes that are in use in an empty file system: the reserved ones and that of lost+found. */
    private static final int OWN_INODES = Inode.LOST_FOUND_NUMBER;

    private final Ext4Options options;
    private final int blockSize;
    private final Map<String, DirectorySize> directories = new HashMap<>();
    private long blocks;
    private final DirectorySize root = new DirectorySize();
    private long inodes = OWN_INODES - 1;

    public Ext4Size(Ext4Options options) {
        this.options = options;
        this.blockSize = options.blockSize();
        directories.put(FilePath.ROOT, root);
        directory("lost+found").leastBlocks = Directories.LOST_FOUND_BYTES / blockSize;
    }

    private static final class DirectorySize {
        long bytes;
        int longestEntry;
        long leastBlocks = 1;
        boolean hasXattrBlock;

        void addEntry(String path) {
            int nameBytes = FilePath.name(path).getBytes(StandardCharsets.UTF_8).length;
            int entry = DirectoryBlock.entryBytes(nameBytes);
            bytes += entry;
            longestEntry = Math.max(longestEntry, entry);
        }
    }

    /** Counts a file that is to be added to the writer. The order of files does not matter. */
    public void add(FileNode node) throws Ext4Exception {
        switch (node) {
            case FileNode.Directory _ -> directory(node.path()).hasXattrBlock |= needsXattrBlock(node);
            case FileNode.HardLink _ -> addEntry(node.path());
            case FileNode.RegularFile file -> {
                addFile(node);
                addData(FileData.dataBlocks(file.content(), blockSize));
            }
            case FileNode.SymbolicLink link -> {
                addFile(node);
                int bytes = link.target().getBytes(StandardCharsets.UTF_8).length;
                blocks += bytes < Inode.BLOCK_MAP_BYTES ? 0 : 1;
            }
            case FileNode.Device _, FileNode.Fifo _, FileNode.Socket _ -> addFile(node);
        }
    }

    private void addFile(FileNode node) throws Ext4Exception {
        addEntry(node.path());
        inodes++;
        blocks += needsXattrBlock(node) ? 1 : 0;
    }

    private boolean needsXattrBlock(FileNode node) throws Ext4Exception {
        if (node.metadata().xattrs().isEmpty()) {
            return false;
        }
        var inode = new Inode();
        return !Xattrs.putInto(inode, node.metadata().xattrs(), blockSize, node.path())
                .isEmpty();
    }

    private void addData(List<FileData.BlockRange> ranges) {
        long extents = 0;
        for (FileData.BlockRange range : ranges) {
            blocks += range.length();
            extents += Math.ceilDiv(range.length(), ExtentNode.MAX_LENGTH);
        }
        blocks += ExtentTree.nodeBlocks(blockSize, extents);
    }

    private DirectorySize directory(String path) {
        DirectorySize known = directories.get(path);
        if (known != null) {
            return known;
        }
        // Missing parents are counted in a loop, from the root on: a path may have more names than the stack has room
        // for.
        DirectorySize directory = root;
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            directory = child(directory, path.substring(0, end));
        }
        return child(directory, path);
    }

    private DirectorySize child(DirectorySize parent, String path) {
        DirectorySize known = directories.get(path);
        if (known != null) {
            return known;
        }
        inodes++;
        var directory = new DirectorySize();
        directories.put(path, directory);
        parent.addEntry(path);
        return directory;
    }

    private void addEntry(String path) {
        directory(FilePath.parent(path)).addEntry(path);
    }

    /**
     * The size in bytes, a multiple of a MiB.
     *
     * @throws Ext4FullException if the options set a number of inodes that is too small, or 16 TiB do not suffice
     */
    public long bytes() throws Ext4FullException {
        if (options.inodes() instanceof Ext4Options.Inodes.Count count && count.count() < inodes) {
            throw Ext4FullException.ofInodes("", count.count());
        }
        long needed =
                blocks + directories.values().stream().mapToLong(this::blocksOf).sum();
        long size = Math.max(Geometry.MIN_BYTES, needed * blockSize / MIB * MIB);
        while (size <= Geometry.MAX_BYTES) {
            long missing = missingBytes(size, needed);
            if (missing <= 0) {
                return size;
            }
            size += Math.ceilDiv(missing, MIB) * MIB;
        }
        throw new Ext4FullException("these files", size - Geometry.MAX_BYTES, Geometry.MAX_BYTES);
    }

    private long blocksOf(DirectorySize directory) {
        long xattrs = directory.hasXattrBlock ? 1 : 0;
        int capacity = DirectoryBlock.leafCapacity(blockSize);
        if (DirectoryBlock.DOTS + directory.bytes <= capacity) {
            return directory.leastBlocks + xattrs;
        }
        // No more stays free in a leaf than just not suffices for the longest entry.
        long leaves = Math.ceilDiv(directory.bytes, capacity - directory.longestEntry + 4);
        return 1 + HashedDirectory.nodes(blockSize, leaves) + leaves + xattrs;
    }

    /** How much a file system of this size lacks, at least; 0 or less if it lacks nothing. */
    private long missingBytes(long size, long needed) {
        Geometry geometry;
        long free;
        try {
            geometry = Geometry.of(size, options);
            free = new GroupLayout(geometry).freeBlocks();
        } catch (IllegalArgumentException e) {
            return MIB; // no room for its own tables yet
        }
        if (options.journal()) {
            long journal = Journal.blocks(geometry.blocks());
            free -= journal + ExtentTree.nodeBlocks(blockSize, Math.ceilDiv(journal, ExtentNode.MAX_LENGTH));
        }
        free -= geometry.reservedDescriptorBlocks() > 0 ? 1 : 0;
        // Each group's tables may break one file's extents, which costs it two further blocks of extent tree at most.
        free -= 2L * geometry.groups();
        long missingInodes = options.inodes() instanceof Ext4Options.Inodes.PerBytes ratio
                ? (inodes - geometry.inodes()) * ratio.bytes()
                : 0;
        return Math.max((needed - free) * blockSize, missingInodes);
    }
}
