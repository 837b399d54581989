package org.kubeos.kbimg.artifact.disk;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.kubeos.diskimage.DerivedUuid;
import org.kubeos.diskimage.partition.PartitionLayout;
import org.kubeos.diskimage.partition.PartitionRequest;
import org.kubeos.diskimage.partition.PartitionTable;
import org.kubeos.diskimage.partition.PartitionType;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.DiskConfig;
import org.kubeos.kbimg.config.Firmware;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.PartitionConfig;
import org.kubeos.kbimg.config.PartitionConfig.Role;

/**
 * The partitions of a KubeOS disk: BOOT, the two slots, the user's own, PERSIST.
 *
 * @param firmware decides the kind of table: a GPT for UEFI, an MBR for a BIOS
 * @param partitions in the order of their numbers
 */
public record DiskLayout(Firmware firmware, DataSize diskSize, List<PartitionConfig> partitions) {

    public DiskLayout {
        partitions = List.copyOf(partitions);
    }

    /** The layout that a config asks for. */
    public static DiskLayout of(ImageConfig config) {
        return new DiskLayout(
                config.firmware(), config.disk().size(), config.disk().partitions());
    }

    /**
     * The partition table.
     *
     * @param seed what all UUIDs derive from
     * @throws org.kubeos.diskimage.partition.PartitionLayoutException if the disk is too small
     */
    public PartitionTable partitionTable(byte[] seed) {
        var layout = new PartitionLayout(
                diskSize.bytes(),
                DiskConfig.SECTOR_SIZE,
                partitions.stream().map(DiskLayout::request).toList());
        return switch (firmware) {
            case UEFI -> layout.toGpt(DerivedUuid.of(seed, "disk"), name -> DerivedUuid.of(seed, "partition " + name));
            case BIOS -> layout.toMbr(signature(seed));
        };
    }

    /** The mount points of all partitions that have one, in the normal form of the archive's paths. */
    public List<String> mountPoints() {
        return partitions.stream()
                .flatMap(partition -> partition.mount().stream())
                .toList();
    }

    /** The partition that the root file system lies on: slot A. */
    public PartitionConfig root() {
        return with(Role.ROOT);
    }

    /** What a root file system may have at most, to fit into either slot. */
    public DataSize slotSize() {
        DataSize first = root().size().orElseThrow();
        DataSize second = with(Role.ROOT_B).size().orElseThrow();
        return first.bytes() < second.bytes() ? first : second;
    }

    private PartitionConfig with(Role role) {
        return partitions.stream()
                .filter(partition -> partition.role() == role)
                .findFirst()
                .orElseThrow();
    }

    private static PartitionRequest request(PartitionConfig partition) {
        OptionalLong size =
                partition.size().map(given -> OptionalLong.of(given.bytes())).orElse(OptionalLong.empty());
        return new PartitionRequest(typeOf(partition), partition.label(), size);
    }

    /** Plain Linux types: what mounts a slot or PERSIST is our initramfs, and no generator of systemd's. */
    private static PartitionType typeOf(PartitionConfig partition) {
        return switch (partition.fileSystem()) {
            case EXT4 -> PartitionType.LINUX;
            case FAT32 -> partition.role() == Role.BOOT ? PartitionType.EFI_SYSTEM : PartitionType.BASIC_DATA;
        };
    }

    /** The disk's signature: no MBR has 0, which stands for none. */
    private static int signature(byte[] seed) {
        int signature = ByteBuffer.wrap(seed).getInt();
        return signature == 0 ? 1 : signature;
    }
}
