package org.kubeos.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.kubeos.oci.internal.BoundedInputStream;

/**
 * Content that is read by its descriptor, and tags: a repository of a registry, a layout directory, or an archive. Content is
 * not verified; read it through {@link VerifiedContent}.
 */
public interface ContentStore {

    /**
     * The descriptor of the manifest or index that has a tag now. It may differ from one call to the next.
     *
     * @return empty if nothing has this tag, or the store has no tags
     * @throws OciException if the store can't be reached
     */
    Optional<Descriptor> find(String tag) throws IOException;

    /**
     * Opens content, unverified.
     *
     * @param offset of the first byte to read
     * @throws OciException if the store doesn't have it
     */
    InputStream open(Descriptor descriptor, long offset) throws IOException;

    /**
     * Opens a part of content, unverified. It ends after {@code length} bytes. Several threads may do so at the same time.
     *
     * @param offset of the first byte to read
     * @param length in bytes, at least 1
     * @return empty if the store has no parts to give, but only the whole, to be had from {@link #open}
     * @throws OciException if the store doesn't have it
     */
    default Optional<InputStream> openRange(Descriptor descriptor, long offset, long length) throws IOException {
        return Optional.of(new BoundedInputStream(open(descriptor, offset), length));
    }
}
