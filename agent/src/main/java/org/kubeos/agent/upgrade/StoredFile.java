package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.VerifiedContent;
import org.kubeos.oci.registry.WebFile;

/** A file with a known digest, wherever it is. */
interface StoredFile {

    Descriptor descriptor();

    /** Opens the content, unverified. Each call opens a new stream. */
    InputStream open() throws IOException;

    /** For messages. */
    String where();

    /** Opens the content. What was read to the end is verified. */
    default InputStream openVerified() throws IOException {
        return new VerifiedContent(open(), descriptor(), where());
    }

    /** A file of this machine. */
    static StoredFile of(Path file, Digest digest) throws IOException {
        var descriptor = new Descriptor("application/octet-stream", digest, Files.size(file));
        return new Opened(descriptor, file.toString(), () -> Files.newInputStream(file));
    }

    /** A file on a web server. */
    static StoredFile of(WebFile file, Digest digest, Throttle throttle) throws IOException {
        Descriptor descriptor = file.describe(digest);
        return new Opened(descriptor, file.toString(), () -> throttle.limit(file.open(descriptor)));
    }

    /** Opens a stream. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    /** A file that an opener opens. */
    record Opened(Descriptor descriptor, String where, Opener opener) implements StoredFile {
        @Override
        public InputStream open() throws IOException {
            return opener.open();
        }
    }
}
