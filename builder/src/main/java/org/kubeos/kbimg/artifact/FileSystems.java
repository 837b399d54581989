package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.kubeos.diskimage.DerivedUuid;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.ext4.Ext4Options;
import org.kubeos.diskimage.ext4.Ext4Size;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.fat.FatOptions;
import org.kubeos.diskimage.fat.FatType;
import org.kubeos.diskimage.fat.FatWriter;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;

/**
 * Makes the file systems of a disk's volumes.
 *
 * @param seed what all UUIDs derive from
 * @param sourceDate the time that new file systems say they were made at
 */
record FileSystems(byte[] seed, Instant sourceDate) {

    /**
     * The least size in bytes that the root file system needs; whole MiB.
     *
     * @throws BuildException if that is more than the slot has
     */
    long rootSize(Volume slot, List<FileNode> files) throws IOException {
        var size = new Ext4Size(rootOptions(slot));
        for (FileNode file : files) {
            size.add(file);
        }
        long slotSize = slot.size().orElseThrow().bytes();
        if (size.bytes() > slotSize) {
            throw new BuildException("the root file system needs " + new DataSize(size.bytes())
                    + ", but a root slot has " + new DataSize(slotSize) + "; install fewer packages");
        }
        return size.bytes();
    }

    /** Writes the volume's file system with these files on it. */
    void write(Volume volume, List<FileNode> files, DiskWriter partition) throws IOException {
        switch (volume.purpose()) {
            case BOOT -> writeFat(volume, files, partition);
            case ROOT -> writeExt4(rootOptions(volume), files, partition.slice(0, rootSize(volume, files)));
            case SPARE_ROOT, PERSIST -> writeExt4(ext4Options(volume), files, partition);
        }
    }

    private void writeFat(Volume volume, List<FileNode> files, DiskWriter partition) throws IOException {
        int volumeId = ByteBuffer.wrap(seed).getInt();
        var options =
                FatOptions.of(volumeId, sourceDate).withType(FatType.FAT32).withLabel(volume.label());
        try (FatWriter fat = FatWriter.create(partition, options)) {
            for (FileNode file : files) {
                fat.add(file);
            }
            fat.finish();
        }
    }

    private void writeExt4(Ext4Options options, List<FileNode> files, DiskWriter partition) throws IOException {
        try (Ext4Writer ext4 = Ext4Writer.create(partition, options)) {
            for (FileNode file : files) {
                ext4.add(file);
            }
            ext4.finish();
        }
    }

    /** Nobody writes to a mounted root: it needs neither a journal nor blocks in reserve. */
    private Ext4Options rootOptions(Volume slot) {
        return ext4Options(slot).withJournal(false).withReservedPercent(0);
    }

    private Ext4Options ext4Options(Volume volume) {
        UUID uuid = DerivedUuid.of(seed, "file system " + volume.label());
        return Ext4Options.of(uuid, sourceDate)
                .withLabel(volume.label())
                .withHashSeed(DerivedUuid.of(seed, "directory hash " + volume.label()));
    }
}
