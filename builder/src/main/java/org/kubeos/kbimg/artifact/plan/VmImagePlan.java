package org.kubeos.kbimg.artifact.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.VmImage;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.disk.DiskLayout;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.config.ImageConfig;

/** What {@link VmImage} would do. */
final class VmImagePlan {

    private VmImagePlan() {}

    static BuildPlan of(ImageConfig config, DiskFormat format) {
        DiskLayout layout = DiskLayout.of(config);
        format.requireSize(layout.diskSize());
        List<String> steps = new ArrayList<>(RootfsPlan.steps(config));
        steps.add("Assemble the disk of " + layout.diskSize() + " and the update image from it");
        steps.add("Describe the outputs");
        return new BuildPlan(
                steps,
                PlannedPartitions.of(layout),
                List.of(
                        new Output(format.fileName(), Optional.of(layout.diskSize()), "the disk; it takes less here"),
                        new Output(VmImage.UPDATE_IMAGE, layout.root().size(), "the root slot's file system; at most"),
                        RootfsPlan.OUTPUT,
                        new Output(Manifest.FILE, Optional.empty(), "version, packages, digests")));
    }
}
