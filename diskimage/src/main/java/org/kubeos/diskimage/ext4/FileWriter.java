package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.kubeos.diskimage.ext4.format.ExtentNode;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;

/** Writes files of every type but directories, and makes their inodes. */
final class FileWriter {

    private static final int MAX_SYMLINK = 4095;

    private final int blockSize;
    private final BlockAllocator blocks;
    private final SequentialWriter disk;
    private final ExtentTree extents;
    private final FileData data;
    private final Xattrs xattrs;

    FileWriter(
            int blockSize,
            BlockAllocator blocks,
            SequentialWriter disk,
            ExtentTree extents,
            FileData data,
            Xattrs xattrs) {
        this.blockSize = blockSize;
        this.blocks = blocks;
        this.disk = disk;
        this.extents = extents;
        this.data = data;
        this.xattrs = xattrs;
    }

    static FileType type(FileNode node) {
        return switch (node) {
            case FileNode.Directory _ -> FileType.DIRECTORY;
            case FileNode.RegularFile _ -> FileType.REGULAR;
            case FileNode.SymbolicLink _ -> FileType.SYMBOLIC_LINK;
            case FileNode.Device device ->
                switch (device.type()) {
                    case BLOCK -> FileType.BLOCK_DEVICE;
                    case CHARACTER -> FileType.CHARACTER_DEVICE;
                };
            case FileNode.Fifo _ -> FileType.FIFO;
            case FileNode.Socket _ -> FileType.SOCKET;
            case FileNode.HardLink _ -> throw new IllegalArgumentException("a hard link has its target's type");
        };
    }

    /** Writes a file's contents and attributes, and returns its inode. */
    Inode write(FileNode node, int number) throws IOException {
        Inode inode = inode(type(node), node.metadata(), node.path());
        var inBlock = Xattrs.putInto(inode, node.metadata().xattrs(), blockSize, node.path());
        switch (node) {
            case FileNode.RegularFile file -> data.write(inode, number, file.path(), file.content());
            case FileNode.SymbolicLink link -> writeSymlink(inode, number, link);
            case FileNode.Device device -> writeDevice(inode, device);
            case FileNode.Directory _, FileNode.HardLink _, FileNode.Fifo _, FileNode.Socket _ -> {}
        }
        xattrs.putIntoBlock(inode, inBlock, node.path());
        return inode;
    }

    /** A new inode with one link and no contents. */
    static Inode inode(FileType type, FileMetadata metadata, String path) throws Ext4Exception {
        if (!Inode.canKeep(metadata.modified())) {
            throw new Ext4Exception(
                    path, "ext4 keeps times from 1901-12-13 to 2446-05-10 only, not " + metadata.modified());
        }
        var inode = new Inode();
        inode.mode(type, metadata.mode());
        inode.owner(metadata.uid(), metadata.gid());
        inode.times(metadata.modified());
        inode.links(1);
        return inode;
    }

    private void writeSymlink(Inode inode, int number, FileNode.SymbolicLink link) throws IOException {
        byte[] target = link.target().getBytes(StandardCharsets.UTF_8);
        int limit = Math.min(MAX_SYMLINK, blockSize - 1);
        if (target.length == 0 || target.length > limit) {
            throw new Ext4Exception(
                    link.path(), "is a symbolic link of " + target.length + " bytes; 1 to " + limit + " are possible");
        }
        inode.size(target.length);
        if (target.length < Inode.BLOCK_MAP_BYTES) {
            inode.blockMap().put(target);
            return;
        }
        blocks.require(1, "/" + link.path());
        var block = new ArrayList<ExtentNode.Extent>();
        extents.allocate(0, 1, block);
        disk.write(ByteBuffer.wrap(target), block.getFirst().physical() * blockSize);
        extents.attach(inode, number, block, "/" + link.path());
    }

    private static void writeDevice(Inode inode, FileNode.Device device) throws Ext4Exception {
        var number = new DeviceNumber(device.major(), device.minor());
        if (!number.isRepresentable()) {
            throw new Ext4Exception(
                    device.path(),
                    "device number " + device.major() + ":" + device.minor() + " is beyond " + DeviceNumber.MAX_MAJOR
                            + ":" + DeviceNumber.MAX_MINOR);
        }
        number.write(inode.blockMap());
    }
}
