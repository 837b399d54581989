package org.kubeos.kbimg.oci.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.oci.Blob;
import org.kubeos.kbimg.oci.Compression;
import org.kubeos.kbimg.oci.Digest;

/**
 * A layer at hand.
 *
 * @param diffId digest of its tar archive, uncompressed
 */
public record Layer(Blob blob, Digest diffId) {

    /** Writes a layer of these files. They are compressed as they are read; the same files give the same bytes. */
    public static Layer write(Collection<? extends FileNode> nodes, Compression compression, Path file)
            throws IOException {
        MessageDigest archive = Digest.algorithm();
        var blob = BlobFile.create(file);
        try (OutputStream compressed = compressor(compression, blob);
                var tar = new TarWriter(Channels.newChannel(new DigestOutputStream(compressed, archive)))) {
            for (FileNode node : nodes) {
                tar.write(node);
            }
        }
        return new Layer(blob.finish(compression.mediaType()), Digest.of(archive));
    }

    private static OutputStream compressor(Compression compression, OutputStream target) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        return switch (compression) {
            case GZIP -> new ParallelGzip(target, threads);
            case ZSTD -> ParallelZstd.open(target, threads);
        };
    }
}
