package org.kubeos.kbimg.config.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file, directory, or link that the config adds to the image.
 *
 * @param target absolute path in the image; only that of the root ends with a slash
 * @param mode of regular files; directories can also be entered by whoever can read them. Empty: 0755 for directories
 *     and what its owner may execute, 0644 for the rest
 */
public record FileEntry(Source source, String target, Placement placement, Optional<Integer> mode, Owner owner) {

    /** The target of the whole image: a directory that goes there is merged into it. */
    public static final String ROOT = "/";

    /** Where a source of the build host goes. */
    public enum Placement {
        /** It becomes the target; a directory is merged into one that is there. */
        AT_TARGET,
        /** Into the target, under its own name. */
        INSIDE,
        /** {@link #INSIDE} if the image has a directory at the target when its turn comes, else {@link #AT_TARGET}. */
        INSIDE_IF_DIRECTORY
    }

    /** The path, relative to the root, of what goes into a directory at the target. */
    public String pathInside(Path source) {
        String name = HostFileTree.name(source);
        return isRoot() ? name : path() + "/" + name;
    }

    /** The target, relative to the root. */
    public String path() {
        return target.substring(1);
    }

    public boolean isRoot() {
        return target.equals(ROOT);
    }

    /** The content of an entry. */
    public sealed interface Source {}

    /** Files and directories of the build host, sorted. */
    public record HostPaths(List<Path> paths) implements Source {
        public HostPaths {
            paths = List.copyOf(paths);
        }
    }

    /** Text in the config itself. */
    public record Content(String text) implements Source {}

    /** A symbolic link. */
    public record Link(String destination) implements Source {}
}
