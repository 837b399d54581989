package org.kubeos.kbimg.artifact.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.partition.Partition;
import org.kubeos.kbimg.artifact.disk.DiskLayout;
import org.kubeos.kbimg.config.DataSize;

/** The partitions of a layout, where they will lie. */
public final class PlannedPartitions {

    // Names of partitions don't depend on it, and nor do their sizes.
    private static final byte[] ANY_SEED = new byte[32];

    private PlannedPartitions() {}

    public static List<BuildPlan.Partition> of(DiskLayout layout) {
        List<BuildPlan.Partition> planned = new ArrayList<>();
        for (Partition partition : layout.partitionTable(ANY_SEED).partitions()) {
            var volume = layout.partitions().get(planned.size());
            planned.add(new BuildPlan.Partition(
                    partition.number(),
                    volume.label(),
                    volume.fileSystem().kernelName(),
                    new DataSize(partition.start()),
                    new DataSize(partition.size()),
                    volume.mount().map(mount -> Path.of("/", mount).toString())));
        }
        return planned;
    }
}
