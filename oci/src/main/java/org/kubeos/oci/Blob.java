package org.kubeos.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Content that can be read, with the descriptor that identifies it. */
public sealed interface Blob {

    Descriptor descriptor();

    /**
     * Opens the content. Each call opens a new stream, which the caller closes.
     *
     * @param offset of the first byte to read
     */
    InputStream open(long offset) throws IOException;

    /** A small document in memory, such as a manifest. */
    record Document(Descriptor descriptor, byte[] content) implements Blob {

        public Document {
            content = content.clone();
        }

        public static Document of(String mediaType, byte[] content) {
            return new Document(Descriptor.of(mediaType, content), content);
        }

        @Override
        public byte[] content() {
            return content.clone();
        }

        @Override
        public InputStream open(long offset) {
            int start = Math.toIntExact(offset);
            return new ByteArrayInputStream(content, start, content.length - start);
        }
    }

    /** A file whose content doesn't change. */
    record StoredFile(Descriptor descriptor, Path file) implements Blob {

        @Override
        public InputStream open(long offset) throws IOException {
            InputStream in = Files.newInputStream(file);
            in.skipNBytes(offset);
            return in;
        }
    }

    /** Content in a store. It is not verified: see {@link VerifiedContent}. */
    record InStore(Descriptor descriptor, ImageStore store) implements Blob {

        @Override
        public InputStream open(long offset) throws IOException {
            return store.open(descriptor, offset);
        }
    }
}
