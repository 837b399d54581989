package org.kubeos.oci;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An image at hand: what a destination has to store, the manifest last.
 *
 * @param manifest names the config and the layers; its digest is the image's
 * @param layers the lowest first
 */
public record Image(Blob.Document manifest, Blob.Document config, List<Blob> layers) {

    public Image {
        layers = List.copyOf(layers);
    }

    /**
     * An image of these layers.
     *
     * @param layers as the configuration's digests name them, the lowest first
     */
    public static Image of(Configuration configuration, List<Blob> layers, Map<String, String> annotations) {
        Blob.Document config = configuration.encode();
        var manifest = new ImageManifest(
                config.descriptor(), layers.stream().map(Blob::descriptor).toList(), new TreeMap<>(annotations));
        return new Image(manifest.encode(), config, layers);
    }

    /** What the manifest refers to. */
    public List<Blob> blobs() {
        return Stream.concat(Stream.of(config), layers.stream()).toList();
    }

    public Digest digest() {
        return manifest.descriptor().digest();
    }
}
