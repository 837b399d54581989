package org.kubeos.kbimg.artifact.installer;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.kubeos.diskimage.partition.PartitionTable;
import org.kubeos.kbimg.artifact.disk.DiskLayout;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.DiskConfig;
import org.kubeos.kbimg.config.PartitionConfig;
import org.kubeos.kbimg.config.PartitionConfig.Role;

/**
 * A disk's layout in words for the installer: the same partitions as those of a disk image, on whatever disk a machine
 * has.
 *
 * @param spareNumber number of the spare slot's partition
 * @param spare size of the spare slot
 * @param persistStart first byte of PERSIST, the last partition
 * @param partitions a script for sfdisk
 * @param volumes a line for each partition: number, role, file system, label, mount point
 */
public record InstallPlan(int spareNumber, DataSize spare, long persistStart, String partitions, String volumes) {

    /** @param seed as for {@link DiskLayout#partitionTable} */
    public static InstallPlan of(DiskLayout layout, byte[] seed) {
        PartitionTable table = layout.partitionTable(seed);
        var volumes = new StringBuilder();
        for (PartitionConfig partition : layout.partitions()) {
            volumes.append("%d %s %s %s %s\n"
                    .formatted(
                            partition.number(),
                            role(partition.role()),
                            partition.fileSystem().kernelName(),
                            partition.label(),
                            partition.mount().map(mount -> "/" + mount).orElse("-")));
        }
        int spare = indexOfSpare(layout.partitions());
        return new InstallPlan(
                layout.partitions().get(spare).number(),
                new DataSize(table.partitions().get(spare).size()),
                table.partitions().getLast().start(),
                PartitionScript.of(table),
                volumes.toString());
    }

    /** The smallest disk that will do. */
    DataSize leastDisk() {
        return new DataSize(persistStart + DiskConfig.MIN_INSTALLED_PERSIST.bytes());
    }

    private static int indexOfSpare(List<PartitionConfig> partitions) {
        return IntStream.range(0, partitions.size())
                .filter(i -> partitions.get(i).role() == Role.ROOT_B)
                .findFirst()
                .orElseThrow();
    }

    private static String role(Role role) {
        return role == Role.ROOT_B ? "spare" : role.name().toLowerCase(Locale.ROOT);
    }
}
