package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.disk.DiskAssembly;
import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.disk.DiskLayout;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.FileDigests;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.Manifest.OutputFile;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.PlannedPartitions;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.config.ImageConfig;

/** The recipe of a virtual machine's disk: boot partition, two root slots, PERSIST. */
public final class VmImage {

    /** The root slot's file system on its own, for upgrading a node's disk. */
    public static final String UPDATE_IMAGE = "update.img";

    private final ImageConfig config;
    private final DiskFormat format;
    private final RootfsStage rootfs;

    /** @throws org.kubeos.kbimg.UsageException if the config's disk is too large for the format */
    public VmImage(ImageConfig config, DiskFormat format) {
        format.requireSize(config.disk().size());
        this.config = config;
        this.format = format;
        this.rootfs = new RootfsStage(config);
    }

    private List<Step> steps() {
        return List.of(
                Step.repeatable(
                        "Assembling the disk",
                        "Assemble the disk of " + config.disk().size() + " and the update image from it",
                        this::assemble),
                Step.repeatable("Describing the outputs", "Describe the outputs", this::describe));
    }

    /** What {@link #build} will do. */
    public BuildPlan plan() {
        DiskLayout layout = DiskLayout.of(config);
        return BuildPlan.of(
                rootfs.steps(),
                steps(),
                PlannedPartitions.of(layout),
                List.of(
                        new Output(format.fileName(), Optional.of(layout.diskSize()), "the disk; it takes less here"),
                        new Output(UPDATE_IMAGE, layout.root().size(), "the root slot's file system; at most"),
                        RootfsStage.OUTPUT,
                        new Output(Manifest.FILE, "version, packages, digests")));
    }

    /**
     * Makes the disk, the update image, the rootfs archive and the manifest in {@code directory}.
     *
     * @return the outputs' paths, the manifest's last
     * @throws org.kubeos.kbimg.KbimgException if the build can't be done; nothing is left behind then
     */
    public List<Path> build(Path directory, BuildContext context) throws IOException {
        try (var output = OutputDirectory.open(directory)) {
            rootfs.run(steps(), output, context);
            return output.publish(names(), Manifest.FILE);
        }
    }

    private List<String> names() {
        return List.of(format.fileName(), UPDATE_IMAGE, RootfsArchive.FILE);
    }

    private void assemble(Build build) throws IOException {
        byte[] seed = build.rootfs().digests().of(build.rootfs().file());
        var assembly = new DiskAssembly(config, build.rootfs(), seed, build.context());
        assembly.write(
                build.output().unfinished(format.fileName()),
                format,
                build.output().unfinished(UPDATE_IMAGE));
    }

    private void describe(Build build) throws IOException {
        FileDigests digests = build.rootfs().digests();
        OutputDirectory output = build.output();
        ParallelTasks.run(
                () -> digests.of(output.unfinished(UPDATE_IMAGE)),
                () -> digests.of(output.unfinished(format.fileName())));
        List<OutputFile> described = names().stream()
                .map(name -> OutputFile.of(output.unfinished(name), digests))
                .toList();
        Manifest.of("vm-image", config, build.context(), build.rootfs(), List.of(), described)
                .write(output.unfinished(Manifest.FILE));
    }
}
