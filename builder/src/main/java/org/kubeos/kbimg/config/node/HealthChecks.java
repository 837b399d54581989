package org.kubeos.kbimg.config.node;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a node must pass after an upgrade before its new version is kept.
 *
 * @param units systemd units that must be active; empty: those of the container runtime and the kubelet that are enabled
 * @param scripts on the build host; each must exit with 0 on the node
 * @param http addresses that must answer with a status from 200 to 299
 * @param deadline for all of it, from the start of the trial boot; from a minute to a day
 */
public record HealthChecks(Optional<List<String>> units, List<Path> scripts, List<URI> http, Duration deadline) {

    /** Without a word in the config. */
    public static final HealthChecks DEFAULT =
            new HealthChecks(Optional.empty(), List.of(), List.of(), Duration.ofMinutes(10));

    public HealthChecks {
        units = units.map(List::copyOf);
        scripts = List.copyOf(scripts);
        http = List.copyOf(http);
    }
}
