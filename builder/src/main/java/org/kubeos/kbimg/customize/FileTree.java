package org.kubeos.kbimg.customize;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.HardLink;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.diskimage.tree.SymbolicLinks;
import org.kubeos.kbimg.BuildException;

/**
 * A root file system that can be edited without being unpacked: the nodes of an archive in its order, where an edited
 * file keeps its place and a new one goes to the end. What is edited gets one fixed time of modification.
 *
 * <p>Paths are in the normal form of {@link FilePath}. Text is read and written through symbolic links, which never
 * lead out of the tree.
 */
public final class FileTree {

    private static final int MAX_TEXT_SIZE = 64 << 20;

    private final Map<String, FileNode> nodes = new LinkedHashMap<>();

    /** Paths where the archive has hard links, in its order; some may be other files by now. */
    private final Set<String> hardLinks = new LinkedHashSet<>();

    private final Instant editTime;

    /**
     * @param archive nodes in an order in which parents precede their children, and link targets their links
     * @param editTime time of modification for everything that is edited
     */
    public FileTree(Iterable<? extends FileNode> archive, Instant editTime) {
        this.editTime = editTime;
        for (FileNode node : archive) {
            nodes.put(node.path(), node);
            if (node instanceof HardLink) {
                hardLinks.add(node.path());
            }
        }
    }

    /** The time of modification of everything that is edited. */
    public Instant editTime() {
        return editTime;
    }

    /** All nodes, in archive order. */
    public Collection<FileNode> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /** The node at exactly this path; a symbolic link is not followed. */
    public Optional<FileNode> find(String path) {
        return Optional.ofNullable(nodes.get(path));
    }

    /** Whether a file of any type is at {@code path}, symbolic links followed. */
    public boolean exists(String path) {
        return nodes.containsKey(resolve(path));
    }

    /**
     * The path with all symbolic links in it followed, as a process would that has this tree as its root. A last name
     * that does not exist is kept as it is.
     *
     * @throws BuildException on a link loop
     */
    public String resolve(String path) {
        return follow(path)
                .orElseThrow(() -> new BuildException("/" + path
                        + " in the root file system is a symbolic link loop; repair the rootfs"
                        + " archive"));
    }

    private Optional<String> follow(String path) {
        return SymbolicLinks.follow(
                path,
                place -> nodes.get(place) instanceof SymbolicLink link ? Optional.of(link.target()) : Optional.empty());
    }

    /**
     * The text of the regular file at {@code path}; empty if there is no regular file.
     *
     * @throws BuildException on a link loop, or if the file is too large or can't be read
     */
    public Optional<String> readText(String path) {
        return textAt(resolve(path), path);
    }

    /** Like {@link #readText}, but also empty on a link loop, for callers that only look. */
    public Optional<String> findText(String path) {
        return follow(path).flatMap(place -> textAt(place, path));
    }

    private Optional<String> textAt(String place, String path) {
        FileNode node = nodes.get(place);
        if (node instanceof HardLink link) {
            node = nodes.get(link.target());
        }
        if (!(node instanceof RegularFile file)) {
            return Optional.empty();
        }
        if (file.content().size() > MAX_TEXT_SIZE) {
            throw new BuildException("/" + path + " in the root file system is "
                    + file.content().size() + " bytes long: too large for a text file that kbimg reads");
        }
        var bytes = new ByteArrayOutputStream((int) file.content().size());
        try {
            file.content().copyTo(Channels.newChannel(bytes), 0, file.content().size());
        } catch (IOException e) {
            throw new BuildException("Can't read /" + path + " from the rootfs archive: " + e.getMessage(), e);
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    /** Writes a text file, with the owner and mode of the one that it replaces, else as root's with mode 0644. */
    public void writeText(String path, String text) {
        String target = resolve(path);
        FileMetadata metadata =
                find(target).map(FileNode::metadata).orElseGet(() -> FileMetadata.ofRoot(0644, editTime));
        put(new RegularFile(target, edited(metadata), FileContent.of(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Writes a file of root's with the given mode, in place of whatever was there. */
    public void writeFile(String path, int mode, FileContent content) {
        put(new RegularFile(resolve(path), FileMetadata.ofRoot(mode, editTime), content));
    }

    /** Makes a directory of root's with mode 0755 where none is. */
    public void makeDirectory(String path) {
        String target = resolve(path);
        if (target.isEmpty() || nodes.containsKey(target)) {
            return;
        }
        // From the top down: a path may have more names than the stack has room for.
        for (int end = target.indexOf('/'); end >= 0; end = target.indexOf('/', end + 1)) {
            putMissing(target.substring(0, end));
        }
        putMissing(target);
    }

    private void putMissing(String directory) {
        nodes.putIfAbsent(directory, new Directory(directory, FileMetadata.ofRoot(0755, editTime)));
    }

    /** Makes a symbolic link, in place of whatever was at {@code path}. */
    public void link(String path, String target) {
        String place =
                FilePath.parent(path).isEmpty() ? path : resolve(FilePath.parent(path)) + "/" + FilePath.name(path);
        put(new SymbolicLink(place, FileMetadata.ofRoot(0777, editTime), target));
    }

    /** Removes the file at exactly this path, if there is one, and what lies below it. */
    public void remove(String path) {
        List<String> doomed = nodes.keySet().stream()
                .filter(other -> other.equals(path) || other.startsWith(path + "/"))
                .toList();
        for (String file : doomed) {
            keepHardLinkedContent(file);
            nodes.remove(file);
        }
    }

    /** Puts a node in place of whatever was at its path, in a directory that is made if need be. */
    public void put(FileNode node) {
        String parent = FilePath.parent(node.path());
        if (!parent.isEmpty()) {
            makeDirectory(parent);
        }
        keepHardLinkedContent(node.path());
        nodes.put(node.path(), node);
        if (node instanceof HardLink) {
            hardLinks.add(node.path());
        }
    }

    /** Hands the file at {@code path} on to its hard links, so that changing it leaves them as they are. */
    private void keepHardLinkedContent(String path) {
        if (!(nodes.get(path) instanceof FileNode original) || original instanceof Directory) {
            return;
        }
        List<HardLink> links = hardLinks.stream()
                .map(nodes::get)
                .filter(HardLink.class::isInstance)
                .map(HardLink.class::cast)
                .filter(link -> link.target().equals(path))
                .toList();
        for (HardLink link : links) {
            String successor = links.getFirst().path();
            nodes.put(
                    link.path(),
                    link.path().equals(successor)
                            ? original.withPath(successor)
                            : new HardLink(link.path(), link.metadata(), successor));
        }
    }

    private FileMetadata edited(FileMetadata metadata) {
        return new FileMetadata(metadata.mode(), metadata.uid(), metadata.gid(), editTime, metadata.xattrs());
    }
}
