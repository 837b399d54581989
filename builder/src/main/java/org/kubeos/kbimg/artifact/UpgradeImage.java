package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.kubeos.slotimage.SlotImage;
import org.kubeos.slotimage.SlotImageWriter;

/**
 * The recipe of the image that nodes upgrade from: one layer, which holds the rootfs archive as {@code /os.tar}, and with it the
 * content of a root slot in chunks.
 */
final class UpgradeImage implements NodeArtifact {

    /** Its name where the config has none. */
    static final String TITLE = "kubeos";

    /** Nothing runs in it; engines refuse to make a container, and agents to read one, of an image without a command. */
    private static final ExecutionConfig LAUNCH = ExecutionConfig.ofCommand("/bin/sh");

    /** The root slot's file system; while it is cut into chunks. */
    private static final String SLOT = "slot";

    /** Its chunks, compressed. */
    private static final String FRAMES = "slot-frames";

    private final ImageConfig config;
    private final ContainerImage image;
    private Optional<SlotImage> slotImage = Optional.empty();

    /** @param attachments what the image carries besides the archive */
    UpgradeImage(ImageConfig config, ImageAttachments attachments) {
        this.config = config;
        this.image = new ContainerImage(
                TITLE,
                LAUNCH,
                config.images().upgrade(),
                config,
                UpgradeImage::writeLayer,
                attachments.with(made -> slotImage.stream()
                        .map(slot -> slot.attachedTo(made.digest()))
                        .toList()));
    }

    @Override
    public List<Step> steps(OutputFilter files) {
        var steps = new ArrayList<Step>();
        if (config.images().upgrade().takesAttachments()) {
            steps.add(new Step(
                    "Compressing the slot image",
                    "Compress the root slot's content into a slot image, for nodes to fetch what they lack of it",
                    this::writeSlotImage));
        }
        steps.addAll(image.steps());
        return steps;
    }

    private void writeSlotImage(Build build) throws IOException {
        Path frames = build.output().unfinished(FRAMES);
        Path made = build.output().unfinished(VmImage.UPDATE_IMAGE);
        if (Files.exists(made)) {
            slotImage = Optional.of(compress(made, frames));
            return;
        }
        Path slot = build.output().unfinished(SLOT);
        VmImage.assembly(config, build).writeUpdateImage(slot);
        slotImage = Optional.of(compress(slot, frames));
        Files.delete(slot);
    }

    private SlotImage compress(Path slot, Path frames) throws IOException {
        try (InputStream content = Files.newInputStream(slot)) {
            return SlotImageWriter.write(config.version(), config.architecture().key(), content, frames);
        }
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
