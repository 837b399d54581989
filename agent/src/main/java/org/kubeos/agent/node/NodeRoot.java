package org.kubeos.agent.node;

import java.nio.file.Path;

/**
 * The file system that the agent works on: {@code /}, or a directory that stands for it in tests.
 *
 * @param directory an absolute path
 */
public record NodeRoot(Path directory) {

    /** The running system's own. */
    public static final NodeRoot SYSTEM = new NodeRoot(Path.of("/"));

    /**
     * A path of the node.
     *
     * @param path absolute, as the node has it
     */
    public Path path(String path) {
        return directory.resolve(path.substring(1));
    }
}
