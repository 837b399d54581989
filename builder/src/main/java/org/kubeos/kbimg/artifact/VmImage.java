package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.disk.DiskAssembly;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.disk.DiskLayout;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.PlannedPartitions;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.config.ImageConfig;

/** The recipe of a virtual machine's disk: boot partition, two root slots, PERSIST. */
final class VmImage implements NodeArtifact {

    /** The root slot's file system on its own, for upgrading a node's disk. */
    static final String UPDATE_IMAGE = "update.img";

    private final ImageConfig config;
    private final DiskFormat format;

    /** @throws org.kubeos.kbimg.UsageException if the config's disk is too large for the format */
    VmImage(ImageConfig config, DiskFormat format) {
        format.requireSize(config.disk().size());
        this.config = config;
        this.format = format;
    }

    @Override
    public List<Step> steps(OutputFilter files) {
        String disk = "the disk of " + config.disk().size();
        if (!files.wants(format.fileName())) {
            return files.wants(UPDATE_IMAGE)
                    ? List.of(Step.repeatable(
                            "Writing the update image", "Write the update image", build -> assemble(build, files)))
                    : List.of();
        }
        String description =
                "Assemble " + disk + (files.wants(UPDATE_IMAGE) ? " and the update image from it" : " from it");
        return List.of(Step.repeatable("Assembling the disk", description, build -> assemble(build, files)));
    }

    @Override
    public List<Output> outputs() {
        DiskLayout layout = DiskLayout.of(config);
        return List.of(
                new Output(format.fileName(), Optional.of(layout.diskSize()), "the disk; it takes less here"),
                new Output(UPDATE_IMAGE, layout.root().size(), "the root slot's file system; at most"),
                RootfsStage.OUTPUT);
    }

    @Override
    public List<BuildPlan.Partition> partitions() {
        return PlannedPartitions.of(DiskLayout.of(config));
    }

    private void assemble(Build build, OutputFilter files) throws IOException {
        DiskAssembly assembly = assembly(config, build);
        Optional<Path> update =
                Optional.of(build.output().unfinished(UPDATE_IMAGE)).filter(_ -> files.wants(UPDATE_IMAGE));
        if (files.wants(format.fileName())) {
            assembly.write(build.output().unfinished(format.fileName()), format, update);
        } else if (update.isPresent()) {
            assembly.writeUpdateImage(update.get());
        }
    }

    /** What puts the files of a build's root file system on disks. */
    static DiskAssembly assembly(ImageConfig config, Build build) throws IOException {
        byte[] seed = build.rootfs().digests().of(build.rootfs().file());
        return new DiskAssembly(config, build.rootfs(), seed, build.context());
    }

    /** Computes both digests at the same time. */
    @Override
    public void describe(Build build, OutputFilter files) throws IOException {
        if (files.wants(format.fileName()) && files.wants(UPDATE_IMAGE)) {
            FileDigests digests = build.rootfs().digests();
            OutputDirectory output = build.output();
            ParallelTasks.run(
                    () -> digests.of(output.unfinished(UPDATE_IMAGE)),
                    () -> digests.of(output.unfinished(format.fileName())));
        }
    }
}
