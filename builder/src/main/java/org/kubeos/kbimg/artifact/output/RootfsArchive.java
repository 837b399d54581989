package org.kubeos.kbimg.artifact.output;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.kubeos.diskimage.tar.TarLimits;
import org.kubeos.diskimage.tar.TarReader;
import org.kubeos.diskimage.tar.TarWriter;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.Holes;
import org.kubeos.kbimg.BuildException;
import org.kubeos.oci.UnpackLimits;

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
    private SortedSet<String> editedFiles = Collections.emptySortedSet();

    private RootfsArchive(Path file, Optional<Manifest.SourceImage> origin, TarReader tar, List<FileNode> nodes) {
        this.file = file;
        this.origin = origin;
        this.tar = tar;
        this.nodes = nodes;
    }

    /** An archive that was written and can be opened. Until then, it keeps nothing of its nodes in memory. */
    public static final class Written {

        private final Path file;
        private final byte[] digest;

        private Written(Path file, byte[] digest) {
            this.file = file;
            this.digest = digest;
        }

        /**
         * Opens it; its digest is known.
         *
         * @param origin the upgrade image that its nodes come from
         * @param editedFiles paths of the files that are not as they were there
         */
        public RootfsArchive open(Optional<Manifest.SourceImage> origin, SortedSet<String> editedFiles) {
            RootfsArchive archive = RootfsArchive.open(file, file.toString(), origin, TarLimits.UNLIMITED);
            archive.digests.know(file, digest);
            archive.editedFiles = editedFiles;
            return archive;
        }
    }

    /** Writes an archive of these nodes among the outputs. */
    public static Written create(Collection<FileNode> nodes, Path file) throws IOException {
        try (var channel = newFile(file);
                var follower = new TailingDigest(file)) {
            try (var tar = new TarWriter(channel)) {
                for (FileNode node : nodes) {
                    tar.write(withHolesByContent(node));
                    follower.written(channel.position());
                }
            }
            return new Written(file, follower.finish(Files.size(file)));
        }
    }

    private static FileChannel newFile(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /**
     * Opens an archive that others have made.
     *
     * @throws BuildException if the file can't be read, is no sound tar archive, or exceeds the limits
     */
    public static RootfsArchive open(Path file, UnpackLimits limits) {
        return open(file, file.toString(), Optional.empty(), limits);
    }

    /**
     * Opens an archive that others have made.
     *
     * @param name what its user knows it by
     * @param origin the upgrade image that it comes from
     * @throws BuildException if the file can't be read, is no sound tar archive, or exceeds the limits
     */
    public static RootfsArchive open(
            Path file, String name, Optional<Manifest.SourceImage> origin, UnpackLimits limits) {
        return open(file, name, origin, limits.archive());
    }

    private static RootfsArchive open(Path file, String name, Optional<Manifest.SourceImage> origin, TarLimits limits) {
        try {
            TarReader tar = TarReader.open(file, limits);
            try {
                return new RootfsArchive(file, origin, tar, tar.readAll());
            } catch (IOException e) {
                tar.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BuildException("Can't read the rootfs archive " + name + ": " + UnpackLimits.explain(e), e);
        }
    }

    /** Writes an archive of these nodes that is not yet what becomes an output. */
    public static void write(Collection<FileNode> nodes, Path file) throws IOException {
        try (TarWriter tar = TarWriter.create(file)) {
            for (FileNode node : nodes) {
                tar.write(withHolesByContent(node));
            }
        }
    }

    /** So that the same files give the same archive, whichever file system a base was packed from. */
    private static FileNode withHolesByContent(FileNode node) throws IOException {
        return node instanceof RegularFile(String path, FileMetadata metadata, FileContent content)
                ? new RegularFile(path, metadata, Holes.byContent(content))
                : node;
    }

    /** Everything in it, in archive order. */
    public List<FileNode> nodes() {
        return nodes;
    }

    /** The paths of the files that this build has added to it or changed in it; of an archive of others, none. */
    public SortedSet<String> editedFiles() {
        return editedFiles;
    }

    /** The upgrade image that it comes from. */
    public Optional<Manifest.SourceImage> origin() {
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
