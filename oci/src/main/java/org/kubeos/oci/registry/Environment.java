package org.kubeos.oci.registry;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Environment variables, which name proxies and files with credentials. */
public record Environment(Map<String, String> variables) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    /** The environment of this process. */
    public static Environment ofProcess() {
        return new Environment(System.getenv());
    }

    /** The value of a variable that is set and not empty. */
    Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** A file or directory that a variable names. */
    Optional<Path> path(String name) {
        return get(name).map(Path::of);
    }
}
