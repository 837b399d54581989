package org.kubeos.kbimg.artifact.output;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.tar.TarReader;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.kbimg.BuildException;

/**
 * A whole root file system as one tar file: all that passes from stage one to stage two. The nodes' contents are read
 * from the file when they are needed, so it stays open for as long as its nodes are used.
 */
public final class RootfsArchive implements Closeable {

    /** Its name among the outputs. */
    public static final String FILE = "kubeos.tar";

    private final Path file;
    private final Optional<Manifest.SourceImage> origin;
    private final TarReader tar;
    private final List<FileNode> nodes;
    private final FileDigests digests = new FileDigests();

    private RootfsArchive(Path file, Optional<Manifest.SourceImage> origin, TarReader tar, List<FileNode> nodes) {
        this.file = file;
        this.origin = origin;
        this.tar = tar;
        this.nodes = nodes;
    }

    /**
     * Writes an archive of these nodes among the outputs, and opens it; its digest is known then.
     *
     * @param origin the upgrade image that they come from
     */
    public static RootfsArchive create(Collection<FileNode> nodes, Path file, Optional<Manifest.SourceImage> origin)
            throws IOException {
        byte[] digest;
        try (var channel = newFile(file);
                var follower = new FollowingDigest(file)) {
            try (var tar = new TarWriter(channel)) {
                for (FileNode node : nodes) {
                    tar.write(node);
                    follower.written(channel.position());
                }
            }
            digest = follower.finish(Files.size(file));
        }
        RootfsArchive archive = open(file, file.toString(), origin);
        archive.digests.know(file, digest);
        return archive;
    }

    private static FileChannel newFile(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /** @throws BuildException if the file can't be read or is no sound tar archive */
    public static RootfsArchive open(Path file) {
        return open(file, file.toString(), Optional.empty());
    }

    /**
     * @param name what its user knows it by
     * @param origin the upgrade image that it comes from
     * @throws BuildException if the file can't be read or is no sound tar archive
     */
    public static RootfsArchive open(Path file, String name, Optional<Manifest.SourceImage> origin) {
        try {
            TarReader tar = TarReader.open(file);
            return new RootfsArchive(file, origin, tar, tar.readAll());
        } catch (IOException e) {
            throw new BuildException("can't read the rootfs archive " + name + ": " + e.getMessage(), e);
        }
    }

    /** Writes an archive of these nodes that is not yet what becomes an output. */
    public static void write(Collection<FileNode> nodes, Path file) throws IOException {
        try (TarWriter tar = TarWriter.create(file)) {
            for (FileNode node : nodes) {
                tar.write(node);
            }
        }
    }

    /** Everything in it, in archive order. */
    public List<FileNode> nodes() {
        return nodes;
    }

    Optional<Manifest.SourceImage> origin() {
        return origin;
    }

    /** Digests of this archive, and of what is made of it. */
    public FileDigests digests() {
        return digests;
    }

    /** Where it lies. */
    public Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
