package org.kubeos.oci;

import java.io.IOException;
import java.util.List;

/** A repository of a registry, or an image layout, that images can be added to. */
public interface ImageRepository extends ContentStore {

    /**
     * Adds an image, an index of several, or a signature. What has the same tag is replaced. The tag appears after all the
     * content is there.
     *
     * @param top descriptor of the manifest or index; its content is among the blobs
     * @param blobs all content, manifests included, in any order
     * @throws OciException if the repository refuses the content or can't be reached
     */
    void add(Descriptor top, List<? extends Blob> blobs, String tag) throws IOException;
}
