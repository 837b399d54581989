package org.kubeos.diskimage.fat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kubeos.diskimage.tree.FilePath;

/** The directories of a file system that is being written; they go to disk last, when they are complete. */
final class DirectoryTree {

    /** A directory entry to be. */
    sealed interface Child {
        String name();

        Instant modified();
    }

    /** @param firstCluster 0 if the file is empty */
    record FileChild(String name, Instant modified, int firstCluster, long size) implements Child {}

    /** A directory with what is in it, and, in the end, where it is. */
    static final class Directory implements Child {
        private final String path;
        private final Directory parent;
        private final Map<String, Child> children = new LinkedHashMap<>();
        private Instant modified;
        private int firstCluster;

        private Directory(String path, Instant modified) {
            this.path = path;
            this.parent = this;
            this.modified = modified;
        }

        private Directory(String path, Directory parent, Instant modified) {
            this.path = path;
            this.parent = parent;
            this.modified = modified;
        }

        @Override
        public String name() {
            return FilePath.name(path);
        }

        @Override
        public Instant modified() {
            return modified;
        }

        String path() {
            return path;
        }

        /** The root is its own parent. */
        Directory parent() {
            return parent;
        }

        boolean isRoot() {
            return parent == this;
        }

        List<Child> children() {
            return List.copyOf(children.values());
        }

        int firstCluster() {
            return firstCluster;
        }

        void placeAt(int cluster) {
            firstCluster = cluster;
        }
    }

    private final Instant defaultTime;
    private final List<Directory> directories = new ArrayList<>();

    DirectoryTree(Instant defaultTime) {
        this.defaultTime = defaultTime;
        directories.add(new Directory(FilePath.ROOT, defaultTime));
    }

    Directory root() {
        return directories.getFirst();
    }

    /** All directories, each after its parent, the root first. */
    List<Directory> directories() {
        return directories;
    }

    /** Adds a directory, or gives one that is there already its time. */
    void addDirectory(String path, Instant modified) throws FatException {
        directory(path).modified = modified;
    }

    void addFile(String path, Instant modified, int firstCluster, long size) throws FatException {
        add(directory(FilePath.parent(path)), path, new FileChild(FilePath.name(path), modified, firstCluster, size));
    }

    private Directory directory(String path) throws FatException {
        Directory directory = root();
        for (int end = 0; end < path.length(); ) {
            int slash = path.indexOf('/', end + 1);
            end = slash < 0 ? path.length() : slash;
            directory = child(directory, path.substring(0, end));
            end++;
        }
        return directory;
    }

    private Directory child(Directory parent, String path) throws FatException {
        Child present = parent.children.get(LongName.fold(FilePath.name(path)));
        if (present instanceof Directory directory && directory.path.equals(path)) {
            return directory;
        }
        if (present instanceof FileChild file && file.name().equals(FilePath.name(path))) {
            throw new FatException(path + " is a file, so that nothing can be in it");
        }
        var added = new Directory(path, parent, defaultTime);
        add(parent, path, added);
        directories.add(added);
        return added;
    }

    private static void add(Directory parent, String path, Child child) throws FatException {
        var problem = LongName.problem(child.name());
        if (problem.isPresent()) {
            throw new FatException(path + ": " + problem.get());
        }
        Child present = parent.children.putIfAbsent(LongName.fold(child.name()), child);
        if (present != null) {
            throw new FatException(
                    present.name().equals(child.name())
                            ? path + " is there twice"
                            : path + ": FAT can't tell the name from " + present.name()
                                    + " beside it, because it ignores case");
        }
    }
}
