package org.kubeos.diskimage.ext4;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.diskimage.CorruptImageException;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.Superblock;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.diskimage.tree.SymbolicLinks;

/**
 * Reads an ext4 file system. It handles the usual features, as {@link Ext4Writer}, mke2fs and the kernel use them;
 * file systems with others, and files with block maps as in ext2, are refused with {@link
 * org.kubeos.diskimage.UnsupportedImageException}. The journal is not replayed. An image that breaks the rules gives a {@link
 * CorruptImageException}.
 */
public final class Ext4Reader {

    private static final int MAX_PATH = 1 << 16;

    private final Superblock superblock;
    private final Blocks blocks;
    private final InodeReader inodes;

    private Ext4Reader(DiskReader disk) throws IOException {
        superblock = SuperblockReader.read(disk);
        blocks = new Blocks(disk, 1024 << superblock.logBlockSize(), superblock.blocks());
        inodes = new InodeReader(superblock, blocks);
    }

    /** Whether the disk begins with an ext2, ext3 or ext4 file system, sound or not. */
    public static boolean isExt(DiskReader disk) throws IOException {
        return SuperblockReader.isThere(disk);
    }

    /** Reads the superblock of a file system that begins where {@code disk} does. The reader does not close the disk. */
    public static Ext4Reader open(DiskReader disk) throws IOException {
        return new Ext4Reader(disk);
    }

    public Ext4Info info() {
        return new Ext4Info(
                superblock.identity().label(),
                superblock.identity().uuid(),
                superblock.blocks() * blocks.blockSize(),
                superblock.freeBlocks() * blocks.blockSize(),
                blocks.blockSize(),
                superblock.inodes(),
                superblock.freeInodes(),
                superblock.identity().made(),
                superblock.features().labels());
    }

    public Ext4File root() throws IOException {
        return file(FilePath.ROOT, Inode.ROOT_NUMBER, Superblock.OFFSET);
    }

    /** The file at a path in normal form, if there is one. Symbolic links are not followed. */
    public Optional<Ext4File> find(String path) throws IOException {
        Ext4File file = root();
        for (String name : path.isEmpty() ? new String[0] : path.split("/")) {
            if (file.type() != FileType.DIRECTORY) {
                return Optional.empty();
            }
            long offset = inodes.offset(file.inode(), 0);
            Integer number =
                    DirectoryReader.list(blocks, inodes.read(offset), offset).get(name);
            if (number == null) {
                return Optional.empty();
            }
            file = file(child(file.path(), name), number, offset);
        }
        return Optional.of(file);
    }

    /**
     * The file at a path with the symbolic links in it followed, as for a process that has this file system as its root.
     * Empty if there is none, or the links go in a circle.
     */
    public Optional<Ext4File> findFollowing(String path) throws IOException {
        // A link may name the same directories over and over again.
        var looked = new HashMap<String, Optional<String>>();
        Optional<String> place = SymbolicLinks.<IOException>follow(path, link -> {
            Optional<String> target = looked.get(link);
            if (target == null) {
                target = linkAt(link);
                looked.put(link, target);
            }
            return target;
        });
        return place.isPresent() ? find(place.get()) : Optional.empty();
    }

    private Optional<String> linkAt(String path) throws IOException {
        Optional<Ext4File> file = find(path);
        return file.isPresent() && file.get().type() == FileType.SYMBOLIC_LINK
                ? Optional.of(target(file.get()))
                : Optional.empty();
    }

    /** The files in a directory, in the order on disk. */
    public List<Ext4File> list(Ext4File directory) throws IOException {
        require(directory, FileType.DIRECTORY);
        long offset = inodes.offset(directory.inode(), 0);
        var files = new ArrayList<Ext4File>();
        for (Map.Entry<String, Integer> entry :
                DirectoryReader.list(blocks, inodes.read(offset), offset).entrySet()) {
            files.add(file(child(directory.path(), entry.getKey()), entry.getValue(), offset));
        }
        return files;
    }

    /** Takes the files that {@link #walk} comes to. */
    public interface Visitor {
        void visit(Ext4File file) throws IOException;
    }

    /** Shows all files, the root first, each directory before what it holds. */
    public void walk(Visitor visitor) throws IOException {
        var directories = new ArrayDeque<Ext4File>(List.of(root()));
        var seen = new HashSet<>(List.of(Inode.ROOT_NUMBER));
        visitor.visit(directories.getFirst());
        while (!directories.isEmpty()) {
            Ext4File directory = directories.pop();
            for (Ext4File file : list(directory)) {
                if (file.type() == FileType.DIRECTORY) {
                    if (!seen.add(file.inode())) {
                        throw new CorruptImageException(
                                inodes.offset(file.inode(), 0), "directory has two names, one of them /" + file.path());
                    }
                    directories.push(file);
                }
                visitor.visit(file);
            }
        }
    }

    /** Copies a regular file's bytes to a channel, holes as zeros. A sparse file may be far larger than the disk. */
    public void copyTo(Ext4File file, WritableByteChannel channel) throws IOException {
        require(file, FileType.REGULAR);
        copy(file, channel);
    }

    /**
     * A regular file's bytes.
     *
     * @throws IOException if they are more than {@code limit}
     */
    public byte[] read(Ext4File file, int limit) throws IOException {
        if (file.size() > limit) {
            throw new IOException(
                    "/" + file.path() + " has " + file.size() + " bytes; at most " + limit + " are wanted");
        }
        var bytes = new ByteArrayOutputStream((int) file.size());
        copyTo(file, Channels.newChannel(bytes));
        return bytes.toByteArray();
    }

    /** What a symbolic link points to. */
    public String target(Ext4File link) throws IOException {
        require(link, FileType.SYMBOLIC_LINK);
        long offset = inodes.offset(link.inode(), 0);
        Inode inode = inodes.read(offset);
        if (link.size() > blocks.blockSize()) {
            throw new CorruptImageException(offset, "symbolic link of " + link.size() + " bytes");
        }
        var target = new ByteArrayOutputStream();
        if (link.size() < Inode.BLOCK_MAP_BYTES && (inode.flags() & Inode.FLAG_EXTENTS) == 0) {
            target.write(inode.bytes().array(), Inode.BLOCK_MAP, (int) link.size());
        } else {
            copy(link, Channels.newChannel(target));
        }
        return target.toString(StandardCharsets.UTF_8);
    }

    /** The number of a device. */
    public DeviceNumber device(Ext4File device) throws IOException {
        if (device.type() != FileType.BLOCK_DEVICE && device.type() != FileType.CHARACTER_DEVICE) {
            throw new IllegalArgumentException("/" + device.path() + " is no device");
        }
        return DeviceNumber.read(inodes.read(inodes.offset(device.inode(), 0)).blockMap());
    }

    private void copy(Ext4File file, WritableByteChannel channel) throws IOException {
        long offset = inodes.offset(file.inode(), 0);
        var copy = new FileCopy(blocks, file.size(), channel);
        ExtentReader.visit(blocks, inodes.read(offset), offset, copy::add);
        copy.finish();
    }

    private Ext4File file(String path, int number, long referrer) throws IOException {
        long offset = inodes.offset(number, referrer);
        if (path.length() > MAX_PATH) {
            throw new CorruptImageException(offset, "directories are nested too deeply");
        }
        Inode inode = inodes.read(offset);
        FileType type = inode.type()
                .orElseThrow(() -> new CorruptImageException(offset, "inode of no known type of file: /" + path));
        if (inode.size() < 0 || inode.size() / blocks.blockSize() > 1L << 32) {
            throw new CorruptImageException(
                    offset, "impossible size of a file: " + Long.toUnsignedString(inode.size()));
        }
        var metadata = new FileMetadata(
                inode.permissions(),
                inode.uid(),
                inode.gid(),
                inode.modified(),
                XattrReader.read(blocks, inode, offset));
        return new Ext4File(path, number, type, metadata, inode.size(), inode.links());
    }

    private static String child(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    private static void require(Ext4File file, FileType type) {
        if (file.type() != type) {
            throw new IllegalArgumentException("/" + file.path() + " is a " + file.type() + ", no " + type);
        }
    }
}
