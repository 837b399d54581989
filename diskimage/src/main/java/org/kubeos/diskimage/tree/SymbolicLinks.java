package org.kubeos.diskimage.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows symbolic links as for a process that has the tree as its root: they never lead out of it. */
public final class SymbolicLinks {

    private static final int MAX_FOLLOWED = 40; // as many as Linux follows: path_resolution(7)

    private SymbolicLinks() {}

    /** The links of a tree. */
    @FunctionalInterface
    public interface Targets<E extends Exception> {

        /**
         * What the symbolic link at exactly {@code path} points to; empty if there is none.
         *
         * @param path in the normal form of {@link FilePath}
         */
        Optional<String> of(String path) throws E;
    }

    /**
     * The path with all links in it followed, in the normal form of {@link FilePath}. Names that don't exist are kept as
     * they are. Empty if the links go in a circle.
     */
    public static <E extends Exception> Optional<String> follow(String path, Targets<E> links) throws E {
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
                    Optional<String> target = links.of(String.join("/", resolved));
                    if (target.isPresent()) {
                        if (++followed > MAX_FOLLOWED) {
                            return Optional.empty();
                        }
                        if (target.get().startsWith("/")) {
                            resolved.clear();
                        } else {
                            resolved.removeLast();
                        }
                        remaining.addAll(0, List.of(target.get().split("/")));
                    }
                }
            }
        }
        return Optional.of(String.join("/", resolved));
    }
}
