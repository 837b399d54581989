package org.kubeos.oci;

import java.util.List;

/**
 * How the containers of an image start. Source: OCI Image Specification, config.md, "config".
 *
 * @param entrypoint program and arguments, to which the command is appended
 * @param command program and arguments, or the arguments of the entrypoint
 * @param environment variables as {@code NAME=value}
 * @param ports that the container listens on, such as {@code 22/tcp}
 */
public record ExecutionConfig(
        List<String> entrypoint, List<String> command, List<String> environment, List<String> ports) {

    public ExecutionConfig {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        ports = List.copyOf(ports);
    }

    public static ExecutionConfig ofCommand(String... command) {
        return new ExecutionConfig(List.of(), List.of(command), List.of(), List.of());
    }
}
