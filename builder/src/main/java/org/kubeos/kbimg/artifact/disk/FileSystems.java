package org.kubeos.kbimg.artifact.disk;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.kubeos.diskimage.DerivedUuid;
import org.kubeos.diskimage.DiskWriter;
import org.kubeos.diskimage.ext4.Ext4Exception;
import org.kubeos.diskimage.ext4.Ext4Options;
import org.kubeos.diskimage.ext4.Ext4Size;
import org.kubeos.diskimage.ext4.Ext4Writer;
import org.kubeos.diskimage.fat.FatException;
import org.kubeos.diskimage.fat.FatOptions;
import org.kubeos.diskimage.fat.FatType;
import org.kubeos.diskimage.fat.FatWriter;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.PartitionConfig;
import org.kubeos.slotimage.RootFileSystem;

/** Makes the file systems of a disk's partitions. */
public final class FileSystems {

    private final byte[] seed;
    private final Instant sourceDate;
    private final DataSize rootSize;

    /**
     * @param seed what all UUIDs derive from
     * @param sourceDate the time that new file systems say they were made at
     * @param rootSize of the root file system; whole MiB
     */
    FileSystems(byte[] seed, Instant sourceDate, DataSize rootSize) {
        this.seed = seed.clone();
        this.sourceDate = sourceDate;
        this.rootSize = rootSize;
    }

    /** @param files of the root slot, whose file system has the least size that holds them */
    public static FileSystems of(PartitionConfig root, List<FileNode> files, byte[] seed, Instant sourceDate)
            throws IOException {
        var size = new Ext4Size(ext4Options(root, seed, sourceDate));
        for (FileNode file : files) {
            size.add(file);
        }
        return new FileSystems(seed, sourceDate, new DataSize(size.bytes()));
    }

    /** The size of the root file system; whole MiB. */
    public DataSize rootSize() {
        return rootSize;
    }

    /**
     * Writes a partition's file system with these files on it.
     *
     * @param place the partition's own part of the disk; for the root file system, as much of it as that takes
     * @throws BuildException if the partition can't hold them
     */
    void write(PartitionConfig partition, List<FileNode> files, DiskWriter place) throws IOException {
        try {
            switch (partition.fileSystem()) {
                case FAT32 -> writeFat(partition, files, place);
                case EXT4 -> writeExt4(partition, files, place);
            }
        } catch (FatException | Ext4Exception e) {
            throw new BuildException(
                    "Can't put the files below /" + partition.mount().orElse("") + " on the partition "
                            + partition.label() + ": " + e.getMessage(),
                    e);
        }
    }

    private void writeFat(PartitionConfig partition, List<FileNode> files, DiskWriter place) throws IOException {
        try (FatWriter fat = FatWriter.create(place, fatOptions(partition))) {
            for (FileNode file : files) {
                fat.add(file);
            }
            fat.finish();
        }
    }

    private FatOptions fatOptions(PartitionConfig partition) {
        int volumeId = DerivedUuid.of(seed, "file system " + partition.label()).hashCode();
        return FatOptions.of(volumeId, sourceDate).withType(FatType.FAT32).withLabel(partition.label());
    }

    private void writeExt4(PartitionConfig partition, List<FileNode> files, DiskWriter place) throws IOException {
        try (Ext4Writer ext4 = Ext4Writer.create(place, ext4Options(partition, seed, sourceDate))) {
            for (FileNode file : files) {
                ext4.add(file);
            }
            ext4.finish();
        }
    }

    private static Ext4Options ext4Options(PartitionConfig partition, byte[] seed, Instant sourceDate) {
        UUID uuid = DerivedUuid.of(seed, "file system " + partition.label());
        Ext4Options options = Ext4Options.of(uuid, sourceDate)
                .withLabel(partition.label())
                .withHashSeed(DerivedUuid.of(seed, "directory hash " + partition.label()));
        return switch (partition.role()) {
            case ROOT -> RootFileSystem.options(partition.label(), seed, sourceDate);
            // A boot loader reads past a journal, and so would miss what is only in there after a power cut.
            case BOOT -> options.withJournal(false);
            case ROOT_B, DATA, PERSIST -> options;
        };
    }
}
