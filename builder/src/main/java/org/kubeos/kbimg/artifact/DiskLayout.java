package org.kubeos.kbimg.artifact;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kubeos.diskimage.DerivedUuid;
import org.kubeos.diskimage.partition.Gpt;
import org.kubeos.diskimage.partition.PartitionLayout;
import org.kubeos.diskimage.partition.PartitionRequest;
import org.kubeos.diskimage.partition.PartitionType;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.artifact.Volume.Purpose;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;

/**
 * The partitions of a KubeOS disk: BOOT, the two slots, PERSIST.
 *
 * @param volumes in the order of their partition numbers
 */
record DiskLayout(DataSize diskSize, List<Volume> volumes) {

    private static final int SECTOR_SIZE = 512;

    DiskLayout {
        volumes = List.copyOf(volumes);
    }

    static DiskLayout of(ImageConfig config) {
        return new DiskLayout(
                config.disk().size(),
                List.of(
                        new Volume("BOOT", Purpose.BOOT, size(60), Optional.of("boot/efi")),
                        new Volume("ROOT-A", Purpose.ROOT, size(2560), Optional.of(FilePath.ROOT)),
                        new Volume("ROOT-B", Purpose.SPARE_ROOT, size(2560), Optional.empty()),
                        new Volume("PERSIST", Purpose.PERSIST, Optional.empty(), Optional.of("persist"))));
    }

    /**
     * The partition table.
     *
     * @param seed what all UUIDs derive from
     * @throws org.kubeos.diskimage.partition.PartitionLayoutException if the disk is too small
     */
    Gpt partitionTable(byte[] seed) {
        List<PartitionRequest> requests = volumes.stream()
                .map(volume -> new PartitionRequest(
                        typeOf(volume.purpose()),
                        volume.label(),
                        volume.size().map(size -> OptionalLong.of(size.bytes())).orElse(OptionalLong.empty())))
                .toList();
        return new PartitionLayout(diskSize.bytes(), SECTOR_SIZE, requests)
                .toGpt(DerivedUuid.of(seed, "disk"), name -> DerivedUuid.of(seed, "partition " + name));
    }

    /** The mount points of all volumes that have one. */
    List<String> mountPoints() {
        return volumes.stream().flatMap(volume -> volume.mount().stream()).toList();
    }

    /** The volume that the root file system lies on: slot A. */
    Volume root() {
        return volumes.stream()
                .filter(volume -> volume.purpose() == Purpose.ROOT)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<DataSize> size(long mebibytes) {
        return Optional.of(DataSize.ofMebibytes(mebibytes));
    }

    /** Plain Linux types: what mounts a slot or PERSIST is our initramfs, and no generator of systemd's. */
    private static PartitionType typeOf(Purpose purpose) {
        return switch (purpose) {
            case BOOT -> PartitionType.EFI_SYSTEM;
            case ROOT, SPARE_ROOT, PERSIST -> PartitionType.LINUX;
        };
    }
}
