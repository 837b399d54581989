package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.kubeos.diskimage.ext4.format.GroupDescriptor;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.MetadataChecksum;

/** Writes the metadata of the block groups once all files are written: inode tables, bitmaps and descriptors. */
final class GroupTables {

    private final Geometry geometry;
    private final GroupLayout layout;
    private final BlockAllocator blocks;
    private final InodeStore inodes;
    private final SequentialWriter disk;
    private final MetadataChecksum checksum;
    private final ByteBuffer descriptors;

    GroupTables(
            Geometry geometry,
            GroupLayout layout,
            BlockAllocator blocks,
            InodeStore inodes,
            SequentialWriter disk,
            MetadataChecksum checksum) {
        this.geometry = geometry;
        this.layout = layout;
        this.blocks = blocks;
        this.inodes = inodes;
        this.disk = disk;
        this.checksum = checksum;
        this.descriptors = Bytes.zero(geometry.descriptorBlocks() * geometry.blockSize());
    }

    /** Writes inode tables and bitmaps, and returns the blocks of descriptors. */
    ByteBuffer write() throws IOException {
        for (int group = 0; group < geometry.groups(); group++) {
            describe(group);
        }
        for (int group = 0; group < geometry.groups(); group++) {
            writeBlockBitmap(group);
        }
        for (int group = 0; group < geometry.groups(); group++) {
            writeInodeBitmap(group);
        }
        for (int group = 0; group < geometry.groups() && inodesIn(group) > 0; group++) {
            descriptor(group).directories(writeInodeTable(group));
        }
        for (int group = 0; group < geometry.groups(); group++) {
            descriptor(group).updateChecksum(group, checksum);
        }
        return descriptors;
    }

    private GroupDescriptor descriptor(int group) {
        return new GroupDescriptor(descriptors
                .slice(group * GroupDescriptor.SIZE, GroupDescriptor.SIZE)
                .order(ByteOrder.LITTLE_ENDIAN));
    }

    private void describe(int group) {
        GroupDescriptor descriptor = descriptor(group);
        descriptor.blockBitmap(layout.blockBitmap(group));
        descriptor.inodeBitmap(layout.inodeBitmap(group));
        descriptor.inodeTable(layout.inodeTable(group));
        descriptor.freeBlocks(geometry.blocksIn(group) - blocks.usedIn(group));
        int unused = geometry.inodesPerGroup() - inodesIn(group);
        descriptor.freeInodes(unused);
        if (!checksum.isUsed()) {
            return; // Nobody believes what a descriptor says of unwritten tables unless it has a checksum.
        }
        descriptor.unusedInodes(unused);
        int flags = GroupDescriptor.INODE_ZEROED;
        flags |= hasBlockBitmap(group) ? 0 : GroupDescriptor.BLOCK_UNINIT;
        flags |= hasInodeBitmap(group) ? 0 : GroupDescriptor.INODE_UNINIT;
        descriptor.flags(flags);
    }

    /** The last group's bitmap must tell where the file system ends, and the first group is never untouched. */
    private boolean hasBlockBitmap(int group) {
        return !checksum.isUsed() || group == geometry.groups() - 1 || !blocks.isUntouched(group);
    }

    private boolean hasInodeBitmap(int group) {
        return !checksum.isUsed() || inodesIn(group) > 0;
    }

    private int inodesIn(int group) {
        long before = (long) group * geometry.inodesPerGroup();
        return Math.clamp(inodes.count() - before, 0, geometry.inodesPerGroup());
    }

    private void writeBlockBitmap(int group) throws IOException {
        if (hasBlockBitmap(group)) {
            Bitmap bitmap = Bitmap.ofBlock(geometry.blockSize());
            blocks.markUsed(group, bitmap);
            bitmap.set(geometry.blocksIn(group), geometry.blocksPerGroup());
            descriptor(group).blockBitmapChecksum(sum(bitmap, geometry.blocksPerGroup()));
            disk.write(bitmap.bytes(), layout.blockBitmap(group) * geometry.blockSize());
        }
    }

    private void writeInodeBitmap(int group) throws IOException {
        if (hasInodeBitmap(group)) {
            Bitmap bitmap = Bitmap.ofBlock(geometry.blockSize());
            bitmap.set(0, inodesIn(group));
            bitmap.set(geometry.inodesPerGroup(), geometry.blocksPerGroup());
            descriptor(group).inodeBitmapChecksum(sum(bitmap, geometry.inodesPerGroup()));
            disk.write(bitmap.bytes(), layout.inodeBitmap(group) * geometry.blockSize());
        }
    }

    private int sum(Bitmap bitmap, int bits) {
        return checksum.begin().add(bitmap.bytes(), 0, bits / 8).value();
    }

    /** Writes the inodes in use of a group, and returns how many of them are directories. */
    private int writeInodeTable(int group) throws IOException {
        int first = group * geometry.inodesPerGroup() + 1;
        int directories = 0;
        ByteBuffer bytes = Bytes.zero(Inode.SIZE);
        for (int i = 0; i < inodesIn(group); i++) {
            Arrays.fill(bytes.array(), (byte) 0);
            if (inodes.read(first + i, bytes)) {
                var inode = new Inode(bytes);
                inode.updateChecksum(first + i, checksum);
                directories += inode.type().filter(FileType.DIRECTORY::equals).isPresent() ? 1 : 0;
                disk.write(inode.bytes(), layout.inodeTable(group) * geometry.blockSize() + (long) i * Inode.SIZE);
            }
        }
        return directories;
    }
}
