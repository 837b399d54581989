package org.kubeos.kbimg.artifact.output;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
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

    private RootfsArchive(Path file, Optional<Manifest.SourceImage> origin, TarReader tar, List<FileNode> nodes) {
        this.file = file;
        this.origin = origin;
        this.tar = tar;
        this.nodes = nodes;
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

    /** Writes an archive of these nodes. */
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

    /** Where it lies. */
    public Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
