package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.XattrName;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FilePath;

/** Assigns an inode to each file, and a directory entry to each path. */
final class TreeBuilder {

    private static final int DIRECTORY_MODE = 0755;
    private static final String LOST_FOUND = "lost+found";

    private final Ext4Options options;
    private final long maxInodes;
    private final InodeStore inodes;
    private final NameStore names;
    private final FileWriter files;
    private final Xattrs xattrs;
    private final Directories directories;

    /** By inode: directories' attributes that go into blocks; they may change until the end. */
    private final Map<Integer, SortedMap<XattrName, byte[]>> directoryXattrs = new HashMap<>();

    /** The directory of the file that came last, since the next one is likely to be there too. */
    private String latestParent = FilePath.ROOT;

    private int latestParentInode = Inode.ROOT_NUMBER;

    TreeBuilder(
            Ext4Options options,
            long maxInodes,
            InodeStore inodes,
            NameStore names,
            FileWriter files,
            Xattrs xattrs,
            Directories directories)
            throws IOException {
        this.options = options;
        this.maxInodes = maxInodes;
        this.inodes = inodes;
        this.names = names;
        this.files = files;
        this.xattrs = xattrs;
        this.directories = directories;
        inodes.reserve(Inode.LOST_FOUND_NUMBER - 1);
        putDirectory(Inode.ROOT_NUMBER, FilePath.ROOT, options.root());
        addDirectory(LOST_FOUND, FileMetadata.ofRoot(0700, options.timestamp()));
    }

    void add(FileNode node) throws IOException {
        switch (node) {
            case FileNode.Directory directory -> addDirectory(directory.path(), directory.metadata());
            case FileNode.HardLink link -> addHardLink(link);
            case FileNode.RegularFile _,
                    FileNode.SymbolicLink _,
                    FileNode.Device _,
                    FileNode.Fifo _,
                    FileNode.Socket _ -> addFile(node);
        }
    }

    private int addDirectory(String path, FileMetadata metadata) throws IOException {
        if (path.equals(FilePath.ROOT)) {
            putDirectory(Inode.ROOT_NUMBER, path, metadata);
            return Inode.ROOT_NUMBER;
        }
        int parent = parent(path);
        byte[] name = NameStore.name(path);
        int record = names.find(parent, name);
        if (record == 0) {
            int number = newNumber(path);
            putDirectory(number, path, metadata);
            names.add(parent, number, FileType.DIRECTORY, name);
            return number;
        }
        if (names.type(record) != FileType.DIRECTORY) {
            throw new Ext4Exception(path, "comes as a directory, but was another file before");
        }
        putDirectory(names.inode(record), path, metadata);
        return names.inode(record);
    }

    private void putDirectory(int number, String path, FileMetadata metadata) throws IOException {
        Inode inode = FileWriter.inode(FileType.DIRECTORY, metadata, path);
        var inBlock = Xattrs.putInto(inode, metadata.xattrs(), options.blockSize(), path);
        if (inBlock.isEmpty()) {
            directoryXattrs.remove(number);
        } else {
            directoryXattrs.put(number, inBlock);
        }
        inodes.put(number, inode);
    }

    private void addFile(FileNode node) throws IOException {
        int parent = parent(node.path());
        byte[] name = newName(parent, node.path());
        int number = newNumber(node.path());
        inodes.put(number, files.write(node, number));
        names.add(parent, number, FileWriter.type(node), name);
    }

    private void addHardLink(FileNode.HardLink link) throws IOException {
        int target = names.find(link.target());
        if (target == 0 || names.type(target) == FileType.DIRECTORY) {
            throw new Ext4Exception(
                    link.path(),
                    "is a hard link to /" + link.target()
                            + (target == 0 ? ", which does not come before it" : ", which is a directory"));
        }
        int parent = parent(link.path());
        byte[] name = newName(parent, link.path());
        int number = names.inode(target);
        Inode inode = inodes.get(number);
        if (inode.links() == Inode.MAX_LINKS) {
            throw new Ext4Exception(link.path(), "is one hard link too many; ext4 allows " + Inode.MAX_LINKS);
        }
        inode.links(inode.links() + 1);
        inodes.put(number, inode);
        names.add(parent, number, names.type(target), name);
    }

    private int newNumber(String path) throws Ext4FullException {
        if (inodes.count() >= maxInodes) {
            throw Ext4FullException.ofInodes(path, maxInodes);
        }
        return inodes.count() + 1;
    }

    private byte[] newName(int parent, String path) throws Ext4Exception {
        byte[] name = NameStore.name(path);
        if (names.find(parent, name) != 0) {
            throw new Ext4Exception(path, "comes twice");
        }
        return name;
    }

    /** The inode of the directory that a path lies in, which is made if it is missing. */
    private int parent(String path) throws IOException {
        String parent = FilePath.parent(path);
        if (parent.equals(latestParent)) {
            return latestParentInode;
        }
        int number = Inode.ROOT_NUMBER;
        for (int start = 0; start < parent.length(); ) {
            int slash = parent.indexOf('/', start);
            int end = slash < 0 ? parent.length() : slash;
            number = childDirectory(number, parent.substring(0, end));
            start = end + 1;
        }
        latestParent = parent;
        latestParentInode = number;
        return number;
    }

    private int childDirectory(int parent, String path) throws IOException {
        int record = names.find(parent, NameStore.name(path));
        if (record == 0) {
            return addDirectory(path, FileMetadata.ofRoot(DIRECTORY_MODE, options.timestamp()));
        }
        if (names.type(record) != FileType.DIRECTORY) {
            throw new Ext4Exception(path, "is no directory, but files come below it");
        }
        return names.inode(record);
    }

    /** Writes all directories, those near the root first. */
    void finish() throws IOException {
        var queue = new ArrayDeque<int[]>();
        queue.add(new int[] {Inode.ROOT_NUMBER, Inode.ROOT_NUMBER});
        while (!queue.isEmpty()) {
            int[] next = queue.remove();
            int number = next[0];
            Inode inode = inodes.get(number);
            var inBlock = directoryXattrs.remove(number);
            if (inBlock != null) {
                xattrs.putIntoBlock(inode, inBlock, "a directory's extended attributes");
            }
            directories.write(inode, number, next[1]);
            inodes.put(number, inode);
            for (int record : names.recordsOf(number)) {
                if (names.type(record) == FileType.DIRECTORY) {
                    queue.add(new int[] {names.inode(record), number});
                }
            }
        }
        xattrs.finish();
    }
}
