package org.kubeos.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import org.kubeos.oci.OciException;

/** The files of a layout directory or an archive. Names never lead out of it. */
interface ImageFiles {

    boolean has(String name);

    /** Opens a file. Each call opens a new stream. */
    InputStream open(String name) throws IOException;

    /** In bytes. */
    long size(String name) throws IOException;

    /** The path of the directory or archive, for messages. */
    String where();

    /** Reads a small document. */
    default byte[] read(String name) throws IOException {
        if (!has(name)) {
            throw new OciException(where() + " has no " + name + ". Is it an image?");
        }
        try (InputStream in = open(name)) {
            byte[] content = in.readNBytes(LayoutFormat.MAX_INDEX + 1);
            if (content.length > LayoutFormat.MAX_INDEX) {
                throw new OciException(where() + ": " + name + " is too large to be what its name says.");
            }
            return content;
        }
    }
}
