package org.kubeos.kbimg.artifact;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.artifact.container.BuiltImage;

/**
 * The results of a build.
 *
 * @param files the outputs' paths, the manifest's last
 * @param image the container image, if one was made
 */
public record BuiltArtifacts(List<Path> files, Optional<BuiltImage> image) {

    public BuiltArtifacts {
        files = List.copyOf(files);
    }
}
