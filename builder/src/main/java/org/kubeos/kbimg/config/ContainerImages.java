package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kubeos.oci.Digest;
import org.kubeos.oci.registry.HostSettings;

/**
 * The container images of a config, and the registries that they come from and go to.
 *
 * @param revision digest of what the config says about the root file system
 * @param registries settings of registries, by host as in image references
 */
public record ContainerImages(
        Digest revision, Map<String, HostSettings> registries, ImageDestinations upgrade, Admin admin) {

    public ContainerImages {
        registries = Map.copyOf(registries);
    }

    /** @param hostshell program that enters the host's namespaces */
    public record Admin(Optional<Path> hostshell, ImageDestinations destinations) {}
}
