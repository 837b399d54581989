package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.artifact.container.BuiltImage;
import org.kubeos.kbimg.artifact.container.ContainerImage;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.Manifest.OutputFile;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.customize.accounts.PasswordHashes;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.nodelayout.UpgradeImagePath;
import org.kubeos.oci.Compression;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.layer.Layer;

/** The recipe of the image that nodes upgrade from: one layer, which holds the rootfs archive as {@code /os.tar}. */
public final class UpgradeImage {

    private static final String TITLE = "kubeos";

    /** Nothing runs in it; engines refuse to make a container, and agents to read one, of an image without a command. */
    private static final ExecutionConfig LAUNCH = ExecutionConfig.ofCommand("/bin/sh");

    private final ImageConfig config;
    private final RootfsStage rootfs;

    public UpgradeImage(ImageConfig config) {
        this.config = config;
        this.rootfs = new RootfsStage(config);
    }

    private ContainerImage image() {
        return new ContainerImage(TITLE, LAUNCH, config.images().upgrade(), config, UpgradeImage::writeLayer);
    }

    private List<Step> steps(ContainerImage image) {
        var steps = new ArrayList<>(image.steps());
        steps.add(new Step("Describing the outputs", "Describe the outputs", build -> describe(image, build)));
        return steps;
    }

    /** What {@link #build} will do. */
    public BuildPlan plan() {
        try (ContainerImage image = image()) {
            return BuildPlan.of(
                    rootfs.steps(), steps(image), List.of(), List.of(RootfsStage.OUTPUT, BuiltImage.MANIFEST));
        }
    }

    /**
     * Makes the image, brings it to the config's destinations, and writes the rootfs archive and the manifest to
     * {@code directory}; without a destination, a layout there gets the image.
     *
     * @throws org.kubeos.kbimg.KbimgException if the build can't be done
     */
    public BuiltImage build(Path directory, BuildContext context) throws IOException {
        try (var output = OutputDirectory.open(directory);
                ContainerImage image = image()) {
            rootfs.run(steps(image), output, context);
            return image.built(output.publish(List.of(RootfsArchive.FILE), Manifest.FILE));
        }
    }

    private void describe(ContainerImage image, Build build) throws IOException {
        OutputFile archive = OutputFile.of(build.rootfs().file(), build.rootfs().digests());
        Manifest.of("upgrade-image", config, build.context(), build.rootfs(), image.places(), List.of(archive))
                .write(build.output().unfinished(Manifest.FILE));
    }

    private static Layer writeLayer(Build build, Compression compression, Path file) throws IOException {
        warnOfHashes(build.rootfs(), build.context());
        try (var archive = FileChannel.open(build.rootfs().file())) {
            var osTar = new FileNode.RegularFile(
                    UpgradeImagePath.ROOTFS_ARCHIVE,
                    FileMetadata.ofRoot(0644, build.context().sourceDate()),
                    FileContent.of(archive, 0, archive.size()));
            return Layer.write(List.of(osTar), compression, file);
        }
    }

    private static void warnOfHashes(RootfsArchive rootfs, BuildContext context) {
        List<String> holders = PasswordHashes.holders(new FileTree(rootfs.nodes(), context.sourceDate()));
        if (!holders.isEmpty()) {
            context.progress()
                    .warning("The layer holds the password hashes of " + String.join(", ", holders)
                            + ". Whoever can pull the image can try to crack them, so keep its repository private.");
        }
    }
}
