package org.kubeos.kbimg.customize.tree;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileMetadata;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig.Persist;

/**
 * Declared files, at the paths where the running node has them: what lies below a writable path is put on PERSIST, from
 * where it is mounted. Paths are in the normal form of {@link FilePath}.
 */
public final class NodeFiles {

    /** Where the initramfs takes writable paths from; users reach it through the mounts alone. */
    private static final String WRITABLE = Persist.ROOT.substring(1) + "/writable";

    private final FileTree tree;
    private final List<String> writable;

    public NodeFiles(FileTree tree, Persist persist) {
        this.tree = tree;
        this.writable = persist.writable().stream()
                .map(path -> path.substring(1))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        writable.stream().sorted().forEach(this::makeWritable);
        // A mount point must be there on what is mounted around it.
        persist.union().forEach(path -> makeMountPoint(path.substring(1)));
    }

    /** Numbers of a file's owner. */
    public record Ids(long uid, long gid) {
        public static final Ids ROOT = new Ids(0, 0);
    }

    /** Its root directory on PERSIST has the owner and mode of the directory that it hides. */
    private void makeWritable(String path) {
        FileMetadata metadata = tree.find(tree.resolve(path))
                .map(FileNode::metadata)
                .orElseGet(() -> FileMetadata.ofRoot(0755, tree.editTime()));
        if (tree.find(WRITABLE).isEmpty()) {
            tree.put(new Directory(WRITABLE, FileMetadata.ofRoot(0700, tree.editTime())));
        }
        String place = WRITABLE + "/" + path;
        if (tree.find(place).isEmpty()) {
            tree.put(new Directory(
                    place,
                    new FileMetadata(metadata.mode(), metadata.uid(), metadata.gid(), tree.editTime(), Map.of())));
        }
        makeMountPoint(path);
    }

    private void makeMountPoint(String path) {
        tree.makeDirectory(place(FilePath.parent(path)) + "/" + FilePath.name(path));
    }

    /** Where the tree keeps what the node has at {@code path}; a link at its end is not followed. */
    public String place(String path) {
        if (path.isEmpty()) {
            return path;
        }
        String parent = tree.resolve(FilePath.parent(path));
        String resolved = parent.isEmpty() ? FilePath.name(path) : parent + "/" + FilePath.name(path);
        return writable.stream()
                .filter(mount -> resolved.equals(mount) || resolved.startsWith(mount + "/"))
                .findFirst()
                .map(mount -> WRITABLE + "/" + resolved)
                .orElse(resolved);
    }

    /** Whether the node has anything at {@code path}. */
    public boolean exists(String path) {
        return tree.find(place(path)).isPresent();
    }

    /** Whether the node has a directory at {@code path}, or a link to one. */
    public boolean isDirectory(String path) {
        String place = tree.resolve(place(path));
        return place.equals(FilePath.ROOT) || tree.find(place).orElse(null) instanceof Directory;
    }

    /** Writes a file, in place of another one or of a link. */
    public void write(String path, int mode, Ids owner, FileContent content) {
        put(new RegularFile(place(path), metadata(mode, owner), content), path);
    }

    /** Makes a directory, or gives one that is there this owner and mode. */
    public void directory(String path, int mode, Ids owner) {
        String place = tree.resolve(place(path));
        requireDirectoryAbove(place, path);
        boolean taken =
                tree.find(place).filter(node -> !(node instanceof Directory)).isPresent();
        if (taken) {
            throw new UsageException("files: can't make a directory at /" + path + ": the root file system has"
                    + " a file there; choose another target");
        }
        tree.put(new Directory(place, metadata(mode, owner)));
    }

    /** Makes a symbolic link, in place of a file or another link. */
    public void link(String path, String destination, Ids owner) {
        put(new SymbolicLink(place(path), metadata(0777, owner), destination), path);
    }

    private void put(FileNode node, String path) {
        requireDirectoryAbove(node.path(), path);
        if (tree.find(node.path()).orElse(null) instanceof Directory) {
            boolean link = node instanceof SymbolicLink;
            throw new UsageException("files: can't put a " + (link ? "link" : "file") + " at /" + path
                    + ": the root file system has a directory there; "
                    + (link ? "choose another target" : "to put the file into it, end the target with /"));
        }
        tree.put(node);
    }

    private void requireDirectoryAbove(String place, String path) {
        for (String above = FilePath.parent(place); !above.isEmpty(); above = FilePath.parent(above)) {
            if (tree.find(above).filter(node -> !(node instanceof Directory)).isPresent()) {
                throw new UsageException("files: can't put anything at /" + path + ": /" + above
                        + " in the root file system is not a directory; choose another target");
            }
        }
    }

    private FileMetadata metadata(int mode, Ids owner) {
        Instant time = tree.editTime();
        return new FileMetadata(mode, owner.uid(), owner.gid(), time, Map.of());
    }
}
