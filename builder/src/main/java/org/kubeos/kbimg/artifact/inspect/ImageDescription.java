package org.kubeos.kbimg.artifact.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.diskimage.DiskReader;
import org.kubeos.diskimage.ext4.Ext4File;
import org.kubeos.diskimage.ext4.Ext4Info;
import org.kubeos.diskimage.ext4.Ext4Reader;
import org.kubeos.diskimage.ext4.FileType;
import org.kubeos.diskimage.fat.FatReader;
import org.kubeos.diskimage.image.DiskImages;
import org.kubeos.diskimage.image.ImageFormat;
import org.kubeos.diskimage.partition.FoundTable;
import org.kubeos.diskimage.partition.GptPartition;
import org.kubeos.diskimage.partition.MbrPartition;
import org.kubeos.diskimage.partition.Partition;
import org.kubeos.diskimage.partition.PartitionTable;
import org.kubeos.diskimage.partition.PartitionType;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.nodelayout.OsRelease;

/**
 * What a disk image says about itself.
 *
 * @param format of the file: qcow2 or raw
 * @param size that a machine sees
 * @param firmware that could start a machine from it; empty if it has no boot partition of ours
 * @param osRelease of the first file system that has one; empty if none has
 * @param damage why the partition table had to be read from its backup, if it had
 */
public record ImageDescription(
        ImageFormat format,
        DataSize size,
        Optional<Firmware> firmware,
        List<PartitionContent> partitions,
        OsRelease osRelease,
        Optional<String> damage)
        implements FileDescription {

    private static final int MAX_OS_RELEASE = 64 << 10;

    public ImageDescription {
        partitions = List.copyOf(partitions);
    }

    /**
     * @param label of the partition; empty if its table has no names
     * @param start bytes from the disk's start
     * @param fileSystem what was recognized on it, if anything
     */
    public record PartitionContent(
            int number, String label, long start, DataSize size, Optional<FileSystem> fileSystem) {}

    /**
     * @param type such as {@code ext4}
     * @param id UUID or serial number
     */
    public record FileSystem(String type, String label, String id, DataSize size, DataSize free) {}

    /**
     * Reads an image; a disk without a partition table, such as an update image, counts as partition 0.
     *
     * @throws IOException if the file can't be read or breaks its format's rules
     */
    public static ImageDescription read(Path image) throws IOException {
        try (DiskReader disk = DiskImages.open(image)) {
            var partitions = new ArrayList<PartitionContent>();
            var osRelease = new OsRelease(Map.of());
            Optional<FoundTable> found = PartitionTable.find(disk);
            List<? extends Partition> table =
                    found.isPresent() ? found.get().table().partitions() : List.of();
            for (Partition partition : table) {
                DiskReader slice = disk.slice(partition.start(), partition.size());
                partitions.add(describe(partition, slice));
                osRelease = osRelease.fields().isEmpty() ? osRelease(slice) : osRelease;
            }
            if (partitions.isEmpty()) {
                partitions.add(new PartitionContent(0, "", 0, new DataSize(disk.size()), fileSystem(disk)));
                osRelease = osRelease(disk);
            }
            Optional<String> damage = found.flatMap(FoundTable::damage).map(Exception::getMessage);
            Optional<Firmware> firmware = found.flatMap(present -> firmware(present.table(), partitions));
            return new ImageDescription(
                    ImageFormat.of(image), new DataSize(disk.size()), firmware, partitions, osRelease, damage);
        }
    }

    /** Whether anything was recognized on it. */
    boolean hasContent() {
        return partitions.size() > 1
                || partitions.stream()
                        .anyMatch(partition ->
                                partition.number() > 0 || partition.fileSystem().isPresent());
    }

    /**
     * The firmware that could start a machine from this disk.
     *
     * @throws UsageException if none could
     */
    public Firmware requireFirmware(Path image) {
        return firmware.orElseThrow(
                () -> new UsageException(image + " is not a disk with a boot partition. Name a disk "
                        + "image made by 'kbimg create vm-image', such as out/system.qcow2."));
    }

    /** UEFI starts from FAT on a GPT; for a BIOS, BOOT is the active partition of an MBR. */
    private static Optional<Firmware> firmware(PartitionTable table, List<PartitionContent> contents) {
        for (int i = 0; i < table.partitions().size(); i++) {
            String type = contents.get(i).fileSystem().map(FileSystem::type).orElse("");
            switch (table.partitions().get(i)) {
                case GptPartition gpt -> {
                    if (gpt.type().equals(PartitionType.EFI_SYSTEM.uuid())
                            && type.equals(Firmware.UEFI.bootFileSystem().kernelName())) {
                        return Optional.of(Firmware.UEFI);
                    }
                }
                case MbrPartition mbr -> {
                    if (mbr.active()
                            && type.equals(Firmware.BIOS.bootFileSystem().kernelName())) {
                        return Optional.of(Firmware.BIOS);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static PartitionContent describe(Partition partition, DiskReader disk) throws IOException {
        String label = switch (partition) {
            case GptPartition gpt -> gpt.name();
            case MbrPartition _ -> "";
        };
        return new PartitionContent(
                partition.number(), label, partition.start(), new DataSize(partition.size()), fileSystem(disk));
    }

    private static Optional<FileSystem> fileSystem(DiskReader disk) throws IOException {
        if (Ext4Reader.isExt(disk)) {
            Ext4Info info = Ext4Reader.open(disk).info();
            return Optional.of(new FileSystem(
                    "ext4",
                    info.label(),
                    info.uuid().toString(),
                    new DataSize(info.size()),
                    new DataSize(info.free())));
        }
        if (FatReader.isFat(disk)) {
            FatReader fat = FatReader.open(disk);
            return Optional.of(new FileSystem(
                    "vfat",
                    fat.label().orElse(""),
                    HexFormat.of().withUpperCase().toHexDigits(fat.volumeId()),
                    new DataSize(fat.size()),
                    new DataSize(fat.free())));
        }
        return Optional.empty();
    }

    private static OsRelease osRelease(DiskReader disk) throws IOException {
        if (!Ext4Reader.isExt(disk)) {
            return new OsRelease(Map.of());
        }
        Ext4Reader root = Ext4Reader.open(disk);
        for (String path : OsRelease.PATHS) {
            Optional<Ext4File> file = root.findFollowing(path);
            if (file.isPresent() && file.get().type() == FileType.REGULAR) {
                return OsRelease.parse(new String(root.read(file.get(), MAX_OS_RELEASE), StandardCharsets.UTF_8));
            }
        }
        return new OsRelease(Map.of());
    }
}
