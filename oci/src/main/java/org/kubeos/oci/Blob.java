package org.kubeos.oci;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Content at hand, with the descriptor that names it. */
public sealed interface Blob {

    Descriptor descriptor();

    /** The content from byte {@code offset} on; each call gives a stream of its own. */
    InputStream open(long offset) throws IOException;

    /** A small document, such as a manifest. */
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

    /** A file whose content does not change. */
    record StoredFile(Descriptor descriptor, Path file) implements Blob {

        @Override
        public InputStream open(long offset) throws IOException {
            InputStream in = Files.newInputStream(file);
            in.skipNBytes(offset);
            return in;
        }
    }

    /** Content that a store has; it is as trustworthy as the store. */
    record Stored(Descriptor descriptor, ImageStore store) implements Blob {

        @Override
        public InputStream open(long offset) throws IOException {
            return store.open(descriptor, offset);
        }
    }
}
