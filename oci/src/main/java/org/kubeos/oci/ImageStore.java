package org.kubeos.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A source of one image: a repository of a registry, a layout directory, or an archive. Content is not verified; read it
 * through {@link VerifiedContent}.
 */
public interface ImageStore {

    /**
     * The descriptor of the manifest or index that the reference resolves to. A tag is resolved only once.
     *
     * @throws OciException if there is none, or the store can't be reached
     */
    Descriptor resolve() throws IOException;

    /**
     * All that the reference resolves to: several, if they are images for different platforms that have one name.
     *
     * @throws OciException if there is none, or the store can't be reached
     */
    default List<Descriptor> resolveAll() throws IOException {
        return List.of(resolve());
    }

    /**
     * Opens content of the image, unverified.
     *
     * @param offset of the first byte to read
     * @throws OciException if the store doesn't have it
     */
    InputStream open(Descriptor descriptor, long offset) throws IOException;
}
