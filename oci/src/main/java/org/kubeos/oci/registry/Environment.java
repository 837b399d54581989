package org.kubeos.oci.registry;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The environment variables that name proxies and files with credentials. */
public record Environment(Map<String, String> variables) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    public static Environment ofProcess() {
        return new Environment(System.getenv());
    }

    /** Its value, unless it is empty. */
    Optional<String> get(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** A file or directory that a variable names. */
    Optional<Path> path(String name) {
        return get(name).map(Path::of);
    }
}
