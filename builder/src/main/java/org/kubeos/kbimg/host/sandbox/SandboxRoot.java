package org.kubeos.kbimg.host.sandbox;

import java.nio.file.Path;

/**
 * A root file system that is made ready for commands.
 *
 * @param complete whether it is all that they see, or lies beside the host's programs, at its own path
 */
record SandboxRoot(Path path, boolean complete) {

    /** Where the sandbox has it, as a prefix of paths. */
    String prefix() {
        return complete ? "" : path.toString();
    }

    BindMount bind() {
        return new BindMount(path, complete ? Path.of("/") : path, true);
    }
}
