package org.kubeos.oci.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.Holes;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Compression;
import org.kubeos.oci.Digest;

/**
 * A layer that was written to a file.
 *
 * @param diffId digest of the uncompressed tar archive
 */
public record Layer(Blob blob, Digest diffId) {

    /**
     * Writes a layer. The same files always give the same bytes.
     *
     * @param file is created; other users can't read it
     */
    public static Layer write(Collection<? extends FileNode> nodes, Compression compression, Path file)
            throws IOException {
        MessageDigest archive = Digest.algorithm();
        var blob = BlobOutputStream.create(file);
        try (OutputStream compressed = compressor(compression, blob);
                var tar = new TarWriter(Channels.newChannel(new DigestOutputStream(compressed, archive)))) {
            for (FileNode node : nodes) {
                tar.write(withoutHoles(node));
            }
        }
        return new Layer(blob.finish(compression.mediaType()), Digest.of(archive));
    }

    /** OCI Image Specification, layer.md, "Layer Changesets": sparse files lack consistent support. */
    private static FileNode withoutHoles(FileNode node) {
        return node instanceof RegularFile(String path, FileMetadata metadata, FileContent content)
                ? new RegularFile(path, metadata, Holes.none(content))
                : node;
    }

    private static OutputStream compressor(Compression compression, OutputStream target) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        return switch (compression) {
            case GZIP -> new ParallelGzipOutputStream(target, threads);
            case ZSTD -> ParallelZstd.open(target, threads);
        };
    }
}
