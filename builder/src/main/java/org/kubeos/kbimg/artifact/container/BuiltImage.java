package org.kubeos.kbimg.artifact.container;

import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;
import org.kubeos.oci.Digest;

/**
 * A container's image that was made.
 *
 * @param places where it is now
 * @param files the other outputs
 */
public record BuiltImage(Digest digest, List<MadeImage> places, List<Path> files) {

    public BuiltImage {
        places = List.copyOf(places);
        files = List.copyOf(files);
    }
}
