package org.kubeos.kbimg.oci;

import java.util.List;
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

    /** What the manifest refers to. */
    public List<Blob> blobs() {
        return Stream.concat(Stream.of(config), layers.stream()).toList();
    }

    public Digest digest() {
        return manifest.descriptor().digest();
    }
}
