package org.kubeos.kbimg.host.sandbox;

import java.nio.file.Path;

/**
 * A file or directory of the host that a sandbox shows.
 *
 * @param source where it is, absolute
 * @param target where the sandbox has it, absolute
 */
record BindMount(Path source, Path target, boolean writable) {

    static BindMount readable(Path path) {
        return new BindMount(path, path, false);
    }
}
