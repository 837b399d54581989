package org.kubeos.kbimg.artifact;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.partition.Partition;
import org.kubeos.kbimg.artifact.BuildPlan.Output;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.config.ImageConfig;

/** What {@link VmImage} would do. */
public final class VmImagePlan {

    // Names of partitions don't depend on it, and nor do their sizes.
    private static final byte[] ANY_SEED = new byte[32];

    private VmImagePlan() {}

    /**
     * The plan for a config.
     *
     * @throws org.kubeos.kbimg.UsageException if the distribution can't give what the config asks for
     */
    public static BuildPlan of(ImageConfig config, DiskFormat format) {
        DiskLayout layout = DiskLayout.of(config);
        List<String> steps = new ArrayList<>(RootfsPlan.steps(config));
        steps.add("Assemble the disk of " + layout.diskSize() + " and the update image from it");
        steps.add("Describe the outputs");
        return new BuildPlan(
                steps,
                partitions(layout),
                List.of(
                        new Output(format.fileName(), Optional.of(layout.diskSize()), "the disk; it takes less here"),
                        new Output(VmImage.UPDATE_IMAGE, layout.root().size(), "the root slot's file system; at most"),
                        RootfsPlan.OUTPUT,
                        new Output(Manifest.FILE, Optional.empty(), "version, packages, digests")));
    }

    private static List<BuildPlan.Partition> partitions(DiskLayout layout) {
        List<BuildPlan.Partition> planned = new ArrayList<>();
        for (Partition partition : layout.partitionTable(ANY_SEED).partitions()) {
            var volume = layout.partitions().get(planned.size());
            planned.add(new BuildPlan.Partition(
                    partition.number(),
                    volume.label(),
                    new DataSize(partition.start()),
                    new DataSize(partition.size()),
                    volume.mount().map(mount -> Path.of("/", mount).toString())));
        }
        return planned;
    }
}
