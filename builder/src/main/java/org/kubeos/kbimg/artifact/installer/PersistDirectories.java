package org.kubeos.kbimg.artifact.installer;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FilePath;
import org.kubeos.kbimg.BuildException;
import org.kubeos.nodelayout.PersistLayout;

/** The directories that an installation makes on PERSIST: on one that is kept, none of them may be a link. */
final class PersistDirectories {

    private static final String PERSIST = PersistLayout.MOUNT_POINT + "/";

    private final SortedSet<String> paths = new TreeSet<>();

    PersistDirectories(Collection<? extends FileNode> files) {
        for (FileNode file : files) {
            if (file instanceof Directory) {
                add(file.path());
            } else {
                addAbove(file.path());
            }
        }
    }

    /** Adds the directories on the way to a file. */
    void addAbove(String file) {
        add(FilePath.parent(file));
    }

    private void add(String directory) {
        for (String path = directory; path.startsWith(PERSIST); path = FilePath.parent(path)) {
            paths.add(path);
        }
    }

    /**
     * Their paths, one a line.
     *
     * @throws BuildException if a path would take two lines
     */
    String lines() {
        var lines = new StringBuilder();
        for (String path : paths) {
            if (path.contains("\n")) {
                throw new BuildException("The root file system has a directory with a line feed in its name, /"
                        + path.replace("\n", "\\n") + ", which the installer can't look for on PERSIST. Rename it.");
            }
            lines.append(path).append('\n');
        }
        return lines.toString();
    }
}
