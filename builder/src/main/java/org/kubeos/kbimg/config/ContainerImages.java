package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kubeos.oci.Digest;
import org.kubeos.oci.registry.HostSettings;

/**
 * What a config says about images for containers, and the registries that they come from and go to.
 *
 * @param revision digest of what the config says about the root file system
 * @param registries what is particular to a registry, by its host as references have it
 */
public record ContainerImages(
        Digest revision, Map<String, HostSettings> registries, ImageDestinations upgrade, Admin admin) {

    /** No destination, and nothing particular to any registry. */
    public static final ContainerImages NONE = new ContainerImages(
            Digest.of(new byte[0]),
            Map.of(),
            ImageDestinations.NONE,
            new Admin(Optional.empty(), ImageDestinations.NONE));

    public ContainerImages {
        registries = Map.copyOf(registries);
    }

    /** @param hostshell program that enters the host's namespaces */
    public record Admin(Optional<Path> hostshell, ImageDestinations destinations) {}
}
