package org.kubeos.kbimg.host.sandbox;

import java.nio.file.Path;

/**
 * A file or directory of the host that a sandbox shows.
 *
 * @param source where it is, absolute
 * @param target where the sandbox has it, absolute
 */
record Bind(Path source, Path target, boolean writable) {

    static Bind readable(Path path) {
        return new Bind(path, path, false);
    }
}
