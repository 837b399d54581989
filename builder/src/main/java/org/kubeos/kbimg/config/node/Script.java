package org.kubeos.kbimg.config.node;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A user's program that runs in the finished root file system.
 *
 * @param file on the build host
 * @param network whether it has the host's network, or none
 * @param keep whether it stays in the image
 */
public record Script(
        Path file, List<String> arguments, Map<String, String> environment, boolean network, boolean keep) {

    public Script {
        arguments = List.copyOf(arguments);
        environment = new LinkedHashMap<>(environment);
    }

    public String name() {
        return HostFileTree.name(file);
    }

    /** Where it is in the root file system while it runs. */
    public String path() {
        return "usr/lib/kubeos/scripts/" + name();
    }

    /** Omits arguments and environment: they may contain secrets. */
    @Override
    public String toString() {
        return "Script[" + file + "]";
    }
}
