package org.kubeos.oci;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.kubeos.process.ApplicationName;

/**
 * An image whose content can be read. A destination stores the blobs first and the manifest last.
 *
 * @param manifest refers to the config and the layers; its digest identifies the image
 * @param layers the lowest first
 */
public record Image(Blob.Document manifest, Blob.Document config, List<Blob> layers) {

    public Image {
        layers = List.copyOf(layers);
    }

    /**
     * Makes the configuration and manifest of an image.
     *
     * @param creator the application that made the layers
     * @param layers in the order of the configuration's diff IDs, the lowest first
     */
    public static Image of(
            ApplicationName creator,
            ImageConfiguration configuration,
            List<Blob> layers,
            Map<String, String> annotations) {
        Blob.Document config = configuration.encode(creator);
        var manifest = new ImageManifest(
                config.descriptor(), layers.stream().map(Blob::descriptor).toList(), new TreeMap<>(annotations));
        return new Image(manifest.encode(), config, layers);
    }

    /** The config and the layers. */
    public List<Blob> blobs() {
        return Stream.concat(Stream.of(config), layers.stream()).toList();
    }

    /** The manifest's digest. */
    public Digest digest() {
        return manifest.descriptor().digest();
    }
}
