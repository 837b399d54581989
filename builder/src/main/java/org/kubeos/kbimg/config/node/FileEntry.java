package org.kubeos.kbimg.config.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file, directory, or link that the config adds to the image.
 *
 * @param target absolute path in the image, without a slash at the end
 * @param inside whether the sources go into the directory {@code target}, under their own names
 * @param mode of regular files; directories can also be entered by whoever can read them. Empty: 0755 for directories
 *     and what its owner may execute, 0644 for the rest
 */
public record FileEntry(Source source, String target, boolean inside, Optional<Integer> mode, Owner owner) {

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
