package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.container.BuiltImage;
import org.kubeos.kbimg.artifact.container.ImageDelivery;
import org.kubeos.kbimg.artifact.container.LabeledImage;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;
import org.kubeos.kbimg.artifact.output.OutputDirectory;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageDestinations;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.customize.AdminContainer;
import org.kubeos.kbimg.customize.FileTree;
import org.kubeos.kbimg.rootfs.BaseBuilder;
import org.kubeos.kbimg.rootfs.BaseKind;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.layer.Layer;

/** The recipe of the administrator's container: a small root file system with an SSH server, as a single layer. */
public final class AdminImage {

    private static final String TITLE = "kubeos-admin";

    private static final ExecutionConfig LAUNCH = new ExecutionConfig(
            List.of(AdminContainer.ENTRYPOINT),
            List.of(),
            List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            List.of("22/tcp"));

    private static final String LAYER = "layer";

    private final ImageConfig config;
    private final BuildContext context;

    public AdminImage(ImageConfig config, BuildContext context) {
        this.config = config;
        this.context = context;
    }

    /**
     * Makes the image, brings it to the config's destinations, and writes the manifest to {@code directory}; without a
     * destination, a layout there gets the image.
     *
     * @throws org.kubeos.kbimg.KbimgException if the build can't be done
     */
    public BuiltImage build(Path directory) throws IOException {
        ImageDestinations destinations = config.images().admin().destinations();
        if (destinations.isEmpty()) {
            destinations = destinations.withLayout(directory.toAbsolutePath().resolve("oci"));
        }
        Path base = new BaseBuilder(context.cache(), context.sourceDate(), context.progress())
                .build(config, repositories(), BaseKind.ADMIN)
                .archive();
        try (var output = OutputDirectory.open(directory);
                RootfsArchive rootfs = RootfsArchive.open(base, config.limits())) {
            context.progress().step("Customizing the root file system");
            var tree = new FileTree(rootfs.nodes(), context.sourceDate());
            AdminContainer.apply(config.images().admin(), tree);

            context.progress().step("Compressing the layer");
            Layer layer = Layer.write(tree.nodes(), destinations.compression(), output.unfinished(LAYER));
            Image image = LabeledImage.of(TITLE, LAUNCH, layer, rootfs, config, context);
            List<MadeImage> places = new ImageDelivery(
                            destinations, "localhost/" + TITLE, config.version(), config, context)
                    .deliver(image, output.unfinished(""));

            Manifest.of("admin-image", config, context, rootfs, places, List.of())
                    .write(output.unfinished(Manifest.FILE));
            return new BuiltImage(image.digest(), places, output.publish(List.of(), Manifest.FILE));
        }
    }

    private Source.Repositories repositories() {
        if (config.source() instanceof Source.Repositories repositories) {
            return repositories;
        }
        throw new UsageException("an admin image is installed from packages, and the config's source is something else;"
                + " name repositories: source: {repository: …}");
    }
}
