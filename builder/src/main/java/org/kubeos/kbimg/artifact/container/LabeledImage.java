package org.kubeos.kbimg.artifact.container;

import java.util.List;
import java.util.SortedMap;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.RootfsArchive;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.oci.ExecutionConfig;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.layer.Layer;

/** An image of one layer that says what it was made from. */
public final class LabeledImage {

    private LabeledImage() {}

    /** @param rootfs whose packages and description the labels are about */
    public static Image of(
            String title,
            ExecutionConfig launch,
            Layer layer,
            RootfsArchive rootfs,
            ImageConfig config,
            BuildContext context) {
        SortedMap<String, String> labels = ImageLabels.of(title, config, context, rootfs.nodes());
        var configuration = new ImageConfiguration(
                ImageAccess.platform(config.architecture()),
                context.sourceDate(),
                launch,
                labels,
                List.of(layer.diffId()));
        return Image.of(configuration, List.of(layer.blob()), labels);
    }
}
