package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.oci.Digest;
import org.kubeos.oci.registry.HostSettings;

/**
 * The container images of a config, and the registries that they come from and go to.
 *
 * @param revision digest of what the config says about the root file system
 * @param registries settings of registries, by host as in image references
 * @param mirrors registries that nodes ask before these, by host
 */
public record ContainerImages(
        Digest revision,
        Map<String, HostSettings> registries,
        Map<String, List<String>> mirrors,
        ImageDestinations upgrade,
        Admin admin) {

    public ContainerImages {
        registries = Map.copyOf(registries);
        mirrors = Map.copyOf(mirrors);
    }

    /** @param hostshell program that enters the host's namespaces */
    public record Admin(Optional<Path> hostshell, ImageDestinations destinations) {}
}
