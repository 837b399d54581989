package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.MetadataChecksum;
import org.kubeos.diskimage.ext4.format.PosixAcl;
import org.kubeos.diskimage.ext4.format.XattrArea;
import org.kubeos.diskimage.ext4.format.XattrName;

/**
 * Writes extended attributes: into the inode what fits there, the rest into a block, which files with the same attributes
 * share.
 */
final class Xattrs {

    /** Attribute blocks that further files may still share; older ones are written. */
    private static final int OPEN_BLOCKS = 64;

    private final int blockSize;
    private final BlockAllocator blocks;
    private final SequentialWriter disk;
    private final MetadataChecksum checksum;
    private final LinkedHashMap<ByteBuffer, SharedBlock> open = new LinkedHashMap<>(16, 0.75f, true);

    Xattrs(int blockSize, BlockAllocator blocks, SequentialWriter disk, MetadataChecksum checksum) {
        this.blockSize = blockSize;
        this.blocks = blocks;
        this.disk = disk;
        this.checksum = checksum;
    }

    private static final class SharedBlock {
        final long block;
        final XattrArea area;
        final ByteBuffer bytes;
        int sharing;

        SharedBlock(long block, XattrArea area, ByteBuffer bytes) {
            this.block = block;
            this.area = area;
            this.bytes = bytes;
        }
    }

    /** Puts into a new inode what fits there, and returns the others, which fit into a block. */
    static SortedMap<XattrName, byte[]> putInto(Inode inode, Map<String, byte[]> xattrs, int blockSize, String path)
            throws Ext4Exception {
        var rest = new TreeMap<XattrName, byte[]>();
        if (xattrs.isEmpty()) {
            return rest;
        }
        XattrArea area = XattrArea.in(inode);
        var all = onDisk(xattrs, path);
        for (var xattr : all.entrySet()) {
            if (!area.add(xattr.getKey(), xattr.getValue())) {
                rest.put(xattr.getKey(), xattr.getValue());
            }
        }
        if (rest.size() < all.size()) {
            inode.bytes().putInt(Inode.XATTRS, XattrArea.MAGIC);
        }
        if (!rest.isEmpty()) {
            fill(Bytes.zero(blockSize), rest, path);
        }
        return rest;
    }

    private static SortedMap<XattrName, byte[]> onDisk(Map<String, byte[]> xattrs, String path) throws Ext4Exception {
        var all = new TreeMap<XattrName, byte[]>();
        for (var xattr : xattrs.entrySet()) {
            XattrName name = XattrName.of(xattr.getKey())
                    .orElseThrow(() -> new Ext4Exception(
                            path, "ext4 cannot hold an extended attribute named \"" + xattr.getKey() + "\""));
            try {
                all.put(name, name.isAcl() ? PosixAcl.toDisk(xattr.getValue()) : xattr.getValue());
            } catch (IllegalArgumentException e) {
                throw new Ext4Exception(path, xattr.getKey() + ": " + e.getMessage());
            }
        }
        return all;
    }

    /** Puts attributes, if there are any, into a block to which the inode refers. */
    void putIntoBlock(Inode inode, SortedMap<XattrName, byte[]> xattrs, String path) throws IOException {
        if (xattrs.isEmpty()) {
            return;
        }
        ByteBuffer bytes = Bytes.zero(blockSize);
        XattrArea area = fill(bytes, xattrs, path);
        // The block's header changes when it is written, so the key is a copy.
        ByteBuffer key = ByteBuffer.wrap(bytes.array().clone());
        SharedBlock shared = open.get(key);
        if (shared == null || shared.sharing == XattrArea.MAX_SHARING) {
            blocks.require(1, "/" + path);
            makeRoom(key);
            shared = new SharedBlock(blocks.take(), area, bytes);
            open.put(key, shared);
        }
        shared.sharing++;
        inode.xattrBlock(shared.block);
        inode.sectors(inode.sectors() + blockSize / 512);
    }

    private static XattrArea fill(ByteBuffer block, SortedMap<XattrName, byte[]> xattrs, String path)
            throws Ext4Exception {
        XattrArea area = XattrArea.ofBlock(block);
        for (var xattr : xattrs.entrySet()) {
            if (!area.add(xattr.getKey(), xattr.getValue())) {
                throw new Ext4Exception(
                        path, "its extended attributes do not fit into a block of " + block.capacity() + " bytes");
            }
        }
        return area;
    }

    /** Writes the block that {@code key} is to replace, or the one that was shared longest ago if there are many. */
    private void makeRoom(ByteBuffer key) throws IOException {
        SharedBlock replaced = open.remove(key);
        if (replaced != null) {
            write(replaced);
        } else if (open.size() == OPEN_BLOCKS) {
            write(open.pollFirstEntry().getValue());
        }
    }

    /** Writes the blocks that are still open to sharing. */
    void finish() throws IOException {
        for (SharedBlock shared : open.values()) {
            write(shared);
        }
        open.clear();
    }

    private void write(SharedBlock shared) throws IOException {
        shared.area.finishBlock(shared.sharing, shared.block, checksum);
        disk.write(shared.bytes, shared.block * blockSize);
    }
}
