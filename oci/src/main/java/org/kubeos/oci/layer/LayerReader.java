package org.kubeos.oci.layer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.kubeos.oci.BulkInputStream;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageStore;
import org.kubeos.oci.OciException;
import org.kubeos.oci.VerifiedContent;

/** Decompresses a layer as a stream. Its content may be trusted only after {@link #verify}. */
final class LayerReader implements Closeable {

    private final VerifiedContent packed;
    private final Archive archive;
    private final Descriptor descriptor;
    private final String where;

    private LayerReader(VerifiedContent packed, Archive archive, Descriptor descriptor, String where) {
        this.packed = packed;
        this.archive = archive;
        this.descriptor = descriptor;
        this.where = where;
    }

    /**
     * The maximum unpacked size of a layer.
     *
     * @param key of the config that raises it
     */
    record Limit(long bytes, String key) {
        Limit orLower(Limit other) {
            return other.bytes < bytes ? other : this;
        }
    }

    static LayerReader open(ImageStore store, Descriptor descriptor, Limit limit, String where) throws IOException {
        var packed = new VerifiedContent(store.open(descriptor, 0), descriptor, where);
        try {
            var archive = new Archive(LayerDecompression.of(packed), limit, where);
            return new LayerReader(packed, archive, descriptor, where);
        } catch (IOException e) {
            try (packed) {
                packed.transferTo(OutputStream.nullOutputStream());
            }
            throw e;
        }
    }

    InputStream archive() {
        return archive;
    }

    long unpacked() {
        return archive.count;
    }

    /**
     * Reads the rest, and verifies the digests of the layer and of its archive.
     *
     * @throws OciException if one doesn't match
     */
    void verify(Digest diffId) throws IOException {
        archive.transferTo(OutputStream.nullOutputStream());
        verifyPacked();
        Digest actual = Digest.of(archive.digest);
        if (!actual.equals(diffId)) {
            throw new OciException("The layer " + descriptor.digest() + " of " + where + " unpacks to " + actual
                    + ", where the image's config says " + diffId + ". The image is damaged or was tampered with.");
        }
    }

    /** Verifies the digest of the compressed layer: for a damaged one, it says more than the error of the decompressor. */
    void verifyPacked() throws IOException {
        packed.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }

    /** Counts and digests the unpacked archive. */
    private static final class Archive extends BulkInputStream {

        private final InputStream in;
        private final MessageDigest digest = Digest.algorithm();
        private final Limit limit;
        private final String where;
        private long count;

        Archive(InputStream in, Limit limit, String where) {
            this.in = in;
            this.limit = limit;
            this.where = where;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                digest.update(buffer, offset, read);
                count += read;
                if (count > limit.bytes()) {
                    throw new OciException("A layer of " + where + " unpacks to more than " + limit.bytes()
                            + " bytes. If that is right, raise " + limit.key() + ".");
                }
            }
            return read;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
