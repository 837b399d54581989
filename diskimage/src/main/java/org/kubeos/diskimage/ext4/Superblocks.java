package org.kubeos.diskimage.ext4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.kubeos.diskimage.ext4.format.Feature;
import org.kubeos.diskimage.ext4.format.GroupDescriptor;
import org.kubeos.diskimage.ext4.format.Identity;
import org.kubeos.diskimage.ext4.format.Inode;
import org.kubeos.diskimage.ext4.format.Superblock;

/** Writes the superblock and the group descriptors, and their copies. */
final class Superblocks {

    private Superblocks() {}

    static void write(
            Geometry geometry,
            Ext4Options options,
            BlockAllocator blocks,
            InodeStore inodes,
            ByteBuffer descriptors,
            SequentialWriter disk)
            throws IOException {
        Superblock superblock = superblock(geometry, options, blocks, inodes);
        for (int group = 0; group < geometry.groups(); group++) {
            if (Geometry.hasSuperblock(group)) {
                superblock.group(group);
                superblock.updateChecksum();
                long start = geometry.groupStart(group) * geometry.blockSize();
                disk.write(superblock.bytes(), group == 0 ? Superblock.OFFSET : start);
                disk.write(descriptors.duplicate(), start + geometry.blockSize());
            }
        }
    }

    private static Superblock superblock(
            Geometry geometry, Ext4Options options, BlockAllocator blocks, InodeStore inodes) {
        var superblock = new Superblock();
        superblock.initialize();
        superblock.features().add(features(geometry, options));
        superblock.blockSize(geometry.blockSize());
        superblock.blocks(geometry.blocks());
        superblock.reservedBlocks(geometry.blocks() / 100 * options.reservedPercent());
        superblock.freeBlocks(blocks.free());
        superblock.inodes(geometry.inodes());
        superblock.freeInodes(geometry.inodes() - inodes.count());
        superblock.blocksPerGroup(geometry.blocksPerGroup());
        superblock.inodesPerGroup(geometry.inodesPerGroup());
        superblock.inodeSize(Inode.SIZE);
        superblock.descriptorSize(GroupDescriptor.SIZE);
        superblock.reservedDescriptorBlocks(geometry.reservedDescriptorBlocks());
        superblock.logGroupsPerFlex(GroupLayout.LOG_GROUPS_PER_FLEX);
        Identity identity = superblock.identity();
        identity.uuid(options.uuid());
        identity.hashSeed(options.hashSeed());
        identity.label(options.label());
        identity.time(options.timestamp());
        if (options.journal()) {
            superblock.journal(Inode.JOURNAL_NUMBER, inodes.get(Inode.JOURNAL_NUMBER));
        }
        return superblock;
    }

    private static Set<Feature> features(Geometry geometry, Ext4Options options) {
        var features = EnumSet.of(
                Feature.EXT_ATTR,
                Feature.DIR_INDEX,
                Feature.FILETYPE,
                Feature.EXTENT,
                Feature.BITS_64,
                Feature.FLEX_BG,
                Feature.SPARSE_SUPER,
                Feature.LARGE_FILE,
                Feature.HUGE_FILE,
                Feature.DIR_NLINK,
                Feature.EXTRA_ISIZE);
        if (options.checksums()) {
            features.add(Feature.METADATA_CSUM);
        }
        if (options.journal()) {
            features.add(Feature.HAS_JOURNAL);
        }
        if (geometry.reservedDescriptorBlocks() > 0) {
            features.add(Feature.RESIZE_INODE);
        }
        return features;
    }
}
