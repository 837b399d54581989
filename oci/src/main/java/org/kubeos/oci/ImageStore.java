package org.kubeos.oci;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A source of one image: a repository of a registry, a layout directory, or an archive. Content is not verified; read it
 * through {@link VerifiedContent}.
 */
public interface ImageStore extends ContentStore {

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

    /** Other content of the same repository or layout, such as the signatures of the image. A store of one image has none. */
    @Override
    default Optional<Descriptor> find(String tag) throws IOException {
        return Optional.empty();
    }
}
