package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.artifact.container.BuiltImage;
import org.kubeos.kbimg.artifact.container.ContainerImage;
import org.kubeos.kbimg.artifact.container.ImageAttachments;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.kbimg.artifact.plan.Step;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.customize.accounts.PasswordHashes;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.nodelayout.UpgradeImagePath;
import org.kubeos.oci.Compression;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.layer.Layer;

/** The recipe of the image that nodes upgrade from: one layer, which holds the rootfs archive as {@code /os.tar}. */
final class UpgradeImage implements NodeArtifact {

    /** Its name where the config has none. */
    static final String TITLE = "kubeos";

    /** Nothing runs in it; engines refuse to make a container, and agents to read one, of an image without a command. */
    private static final ExecutionConfig LAUNCH = ExecutionConfig.ofCommand("/bin/sh");

    private final ContainerImage image;

    /** @param attachments what the image carries besides the archive */
    UpgradeImage(ImageConfig config, ImageAttachments attachments) {
        this.image = new ContainerImage(
                TITLE, LAUNCH, config.images().upgrade(), config, UpgradeImage::writeLayer, attachments);
    }

    @Override
    public List<Step> steps(OutputFilter files) {
        return image.steps();
    }

    @Override
    public List<Output> outputs() {
        return List.of(RootfsStage.OUTPUT);
    }

    @Override
    public List<BuildPlan.Partition> partitions() {
        return List.of();
    }

    @Override
    public void describe(Build build, OutputFilter files) {}

    @Override
    public Optional<ContainerImage> image() {
        return Optional.of(image);
    }

    @Override
    public Output manifest() {
        return BuiltImage.MANIFEST;
    }

    @Override
    public void close() {
        image.close();
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
