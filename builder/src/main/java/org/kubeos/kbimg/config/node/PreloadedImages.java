package org.kubeos.kbimg.config.node;

import java.nio.file.Path;
import java.util.List;
import org.kubeos.oci.layout.StoredImage;

/**
 * Container images that a node loads into its runtime without a registry.
 *
 * @param location an archive, or the directory of an image layout
 * @param images what it holds; at least one, and each has a name
 */
public record PreloadedImages(Path location, List<StoredImage> images) {

    public PreloadedImages {
        images = List.copyOf(images);
    }

    /** The names of all images. */
    public List<String> names() {
        return images.stream().flatMap(image -> image.names().stream()).toList();
    }
}
