package org.kubeos.kbimg.host.sandbox;

import java.nio.file.Path;

/**
 * A root file system that is made ready for commands.
 *
 * @param whole whether it is all that they see, or lies beside the host's programs, at its own path
 */
record Root(Path path, boolean whole) {

    /** Where the sandbox has it, as a prefix of paths. */
    String prefix() {
        return whole ? "" : path.toString();
    }

    Bind bind() {
        return new Bind(path, whole ? Path.of("/") : path, true);
    }
}
