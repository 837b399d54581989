package org.kubeos.oci;

import java.io.IOException;
import java.io.InputStream;

/**
 * Where an image can be read from: a registry's repository, a layout directory, an archive. Nothing that it gives is to be
 * trusted before its digest has been checked, which {@link VerifiedContent} does.
 */
public interface ImageStore {

    /**
     * The manifest or index that the reference stands for, by its digest: a tag is looked up once.
     *
     * @throws OciException if there is none or it can't be reached
     */
    Descriptor resolve() throws IOException;

    /** The content from byte {@code offset} on, as the store gives it. */
    InputStream open(Descriptor descriptor, long offset) throws IOException;
}
