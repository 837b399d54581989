package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.artifact.container.BuiltImage;
import org.kubeos.kbimg.artifact.container.ImageDelivery;
import org.kubeos.kbimg.artifact.container.LabeledImage;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;
import org.kubeos.kbimg.artifact.output.Manifest.OutputFile;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageDestinations;
import org.kubeos.kbimg.customize.FileTree;
import org.kubeos.kbimg.customize.accounts.PasswordHashes;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.layer.Layer;
import org.kubeos.oci.layer.OsTar;

/** The recipe of the image that nodes upgrade from: one layer, which holds the rootfs archive as {@code /os.tar}. */
public final class UpgradeImage {

    private static final String TITLE = "kubeos";

    /** Nothing runs in it; engines refuse to make a container, and agents to read one, of an image without a command. */
    private static final ExecutionConfig LAUNCH = ExecutionConfig.ofCommand("/bin/sh");

    /** The compressed layer, which goes to destinations that need its digest before its first byte. */
    private static final String LAYER = "layer";

    private final ImageConfig config;
    private final BuildContext context;

    public UpgradeImage(ImageConfig config, BuildContext context) {
        this.config = config;
        this.context = context;
    }

    /**
     * Makes the image, brings it to the config's destinations, and writes the rootfs archive and the manifest to
     * {@code directory}; without a destination, a layout there gets the image.
     *
     * @throws org.kubeos.kbimg.KbimgException if the build can't be done
     */
    public BuiltImage build(Path directory) throws IOException {
        ImageDestinations destinations = config.images().upgrade();
        if (destinations.isEmpty()) {
            destinations = destinations.withLayout(directory.toAbsolutePath().resolve("oci"));
        }
        try (var output = OutputDirectory.open(directory);
                RootfsArchive rootfs = new RootfsStage(config, context).run(output)) {
            warnOfHashes(rootfs);
            context.progress().step("Compressing the layer");
            Layer layer = writeLayer(rootfs, destinations, output.unfinished(LAYER));
            Image image = LabeledImage.of(TITLE, LAUNCH, layer, rootfs, config, context);
            List<MadeImage> places = new ImageDelivery(
                            destinations, "localhost/" + TITLE, config.version(), config, context)
                    .deliver(image, output.unfinished(""));

            context.progress().step("Describing the outputs");
            OutputFile archive = OutputFile.of(rootfs.file(), rootfs.digests());
            Manifest.of("upgrade-image", config, context, rootfs, places, List.of(archive))
                    .write(output.unfinished(Manifest.FILE));
            List<Path> files = output.publish(List.of(RootfsArchive.FILE), Manifest.FILE);
            return new BuiltImage(image.digest(), places, files);
        }
    }

    private void warnOfHashes(RootfsArchive rootfs) {
        List<String> holders = PasswordHashes.holders(new FileTree(rootfs.nodes(), context.sourceDate()));
        if (!holders.isEmpty()) {
            context.progress()
                    .warning("the layer holds the password hashes of " + String.join(", ", holders)
                            + ": whoever can pull the image can try to crack them, so keep its repository private");
        }
    }

    private Layer writeLayer(RootfsArchive rootfs, ImageDestinations destinations, Path file) throws IOException {
        try (var archive = FileChannel.open(rootfs.file())) {
            var osTar = new FileNode.RegularFile(
                    OsTar.PATH,
                    FileMetadata.ofRoot(0644, context.sourceDate()),
                    FileContent.of(archive, 0, archive.size()));
            return Layer.write(List.of(osTar), destinations.compression(), file);
        }
    }
}
