package org.kubeos.oci.layer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.process.PrivateFile;

/** A file whose descriptor is known as soon as it is written. */
final class BlobFile extends FilterOutputStream {

    private final Path file;
    private final MessageDigest digest = Digest.algorithm();
    private long size;

    private BlobFile(Path file, OutputStream out) {
        super(out);
        this.file = file;
    }

    static BlobFile create(Path file) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        PrivateFile.hideFromOthers(file);
        return new BlobFile(file, out);
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        digest.update(bytes, offset, length);
        size += length;
    }

    /** The whole of it, once it is closed. */
    Blob finish(String mediaType) {
        return new Blob.StoredFile(new Descriptor(mediaType, Digest.of(digest), size), file);
    }
}
