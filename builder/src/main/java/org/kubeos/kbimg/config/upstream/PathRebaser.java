package org.kubeos.kbimg.config.upstream;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Rewrites relative paths that start from one directory so that they start from another. */
final class PathRebaser {

    private final Path from;
    private final Path to;

    PathRebaser(Path from, Path to) {
        this.from = from.toAbsolutePath().normalize();
        this.to = to.toAbsolutePath().normalize();
    }

    String apply(String text) {
        try {
            Path path = Path.of(text);
            return path.isAbsolute() || from.equals(to)
                    ? text
                    : to.relativize(from.resolve(path).normalize()).toString();
        } catch (InvalidPathException e) {
            return text;
        }
    }
}
