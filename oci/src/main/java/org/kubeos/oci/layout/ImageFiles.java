package org.kubeos.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import org.kubeos.oci.OciException;

/** The files of a layout directory or of an archive. Names are looked up, and never lead out of it. */
interface ImageFiles {

    boolean has(String name);

    /** A file's content; each call gives a stream of its own. */
    InputStream open(String name) throws IOException;

    long size(String name) throws IOException;

    /** What messages call it. */
    String where();

    /** A small document. */
    default byte[] read(String name) throws IOException {
        if (!has(name)) {
            throw new OciException(where() + " has no " + name + "; is it an image?");
        }
        try (InputStream in = open(name)) {
            byte[] content = in.readNBytes(LayoutFormat.MAX_INDEX + 1);
            if (content.length > LayoutFormat.MAX_INDEX) {
                throw new OciException(where() + ": " + name + " is too large for what it should be");
            }
            return content;
        }
    }
}
