package org.kubeos.oci;

import java.util.List;

/**
 * How a container of an image starts. Source: OCI Image Specification, config.md, "config".
 *
 * @param entrypoint program with arguments; the command's are added to them
 * @param command what runs, or arguments of the entrypoint
 * @param environment variables as {@code NAME=value}
 * @param ports that it listens on, as {@code 22/tcp}
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
