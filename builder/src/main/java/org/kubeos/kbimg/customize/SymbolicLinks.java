package org.kubeos.kbimg.customize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kubeos.diskimage.tree.FileNode;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.BuildException;

/** Symbolic links of a tree, followed as by a process that has the tree as its root: they never lead out of it. */
final class SymbolicLinks {

    private static final int MAX_FOLLOWED = 40; // as many as Linux follows: path_resolution(7)

    private final Map<String, FileNode> nodes;

    SymbolicLinks(Map<String, FileNode> nodes) {
        this.nodes = nodes;
    }

    /**
     * The path with all links in it followed. A last name that does not exist is kept as it is.
     *
     * @throws BuildException if the links go in a circle
     */
    String follow(String path) {
        var remaining = new ArrayList<>(List.of(path.split("/")));
        var resolved = new ArrayList<String>();
        int followed = 0;
        while (!remaining.isEmpty()) {
            String name = remaining.removeFirst();
            switch (name) {
                case "", "." -> {}
                case ".." -> {
                    if (!resolved.isEmpty()) {
                        resolved.removeLast();
                    }
                }
                default -> {
                    resolved.add(name);
                    if (nodes.get(String.join("/", resolved)) instanceof SymbolicLink link) {
                        if (++followed > MAX_FOLLOWED) {
                            throw new BuildException(
                                    "/" + path + " in the root file system is a symbolic link that leads"
                                            + " in a circle; repair the rootfs archive");
                        }
                        if (link.target().startsWith("/")) {
                            resolved.clear();
                        } else {
                            resolved.removeLast();
                        }
                        remaining.addAll(0, List.of(link.target().split("/")));
                    }
                }
            }
        }
        return String.join("/", resolved);
    }
}
