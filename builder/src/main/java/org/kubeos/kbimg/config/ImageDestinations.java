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
 * The destinations of a container image.
 *
 * @param push images in registries; those without a tag get the config's version
 * @param layout directory of an OCI layout
 * @param dockerArchive file for {@code docker load}
 * @param load engine on this machine to load it into
 * @param name its name in engines; empty: as in the registries
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

    /** Whether there is no destination. */
    public boolean isEmpty() {
        return push.isEmpty() && layout.isEmpty() && dockerArchive.isEmpty() && load.isEmpty();
    }

    /** Whether a destination takes what comes with the image; Docker's formats have no place for it. */
    public boolean takesAttachments() {
        return !push.isEmpty() || layout.isPresent() || isEmpty();
    }

    /** @throws HostException if the engine to load the image into is not installed */
    public void requireEngine() {
        List<Requirement> unmet = load.map(ContainerEngine::requirement).stream()
                .filter(engine -> !engine.isMet())
                .toList();
        if (!unmet.isEmpty()) {
            throw new HostException(Requirement.explain(unmet));
        }
    }
}
