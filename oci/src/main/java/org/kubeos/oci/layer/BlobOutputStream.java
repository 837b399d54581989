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
import org.kubeos.process.FilePermissions;

/** Writes a file and computes its descriptor. */
final class BlobOutputStream extends FilterOutputStream {

    private final Path file;
    private final MessageDigest digest = Digest.algorithm();
    private long size;

    private BlobOutputStream(Path file, OutputStream out) {
        super(out);
        this.file = file;
    }

    static BlobOutputStream create(Path file) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        FilePermissions.hideFromOthers(file);
        return new BlobOutputStream(file, out);
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

    /** The file as a blob, after closing. */
    Blob finish(String mediaType) {
        return new Blob.StoredFile(new Descriptor(mediaType, Digest.of(digest), size), file);
    }
}
