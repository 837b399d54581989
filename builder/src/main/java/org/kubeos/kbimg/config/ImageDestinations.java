package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.host.ContainerEngine;
import org.kubeos.kbimg.host.Requirement;
import org.kubeos.oci.Compression;
import org.kubeos.oci.ImageReference;

/**
 * Where an image goes.
 *
 * @param push images in registries; those without a tag get the config's version
 * @param layout directory of an OCI layout
 * @param dockerArchive file for {@code docker load}
 * @param load engine of this machine that gets it
 * @param name what engines call it; empty: as the registries do
 */
public record ImageDestinations(
        List<ImageReference> push,
        Optional<Path> layout,
        Optional<Path> dockerArchive,
        Optional<ContainerEngine> load,
        Optional<ImageReference> name,
        Compression compression) {

    public static final ImageDestinations NONE = new ImageDestinations(
            List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Compression.GZIP);

    public ImageDestinations {
        push = List.copyOf(push);
    }

    /** Whether it goes nowhere. */
    public boolean isEmpty() {
        return push.isEmpty() && layout.isEmpty() && dockerArchive.isEmpty() && load.isEmpty();
    }

    /** @throws HostException if the engine is not installed that is to get the image */
    public void requireEngine() {
        List<Requirement> unmet = load.map(ContainerEngine::requirement).stream()
                .filter(engine -> !engine.isMet())
                .toList();
        if (!unmet.isEmpty()) {
            throw new HostException(Requirement.explain(unmet));
        }
    }
}
