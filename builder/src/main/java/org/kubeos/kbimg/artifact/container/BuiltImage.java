package org.kubeos.kbimg.artifact.container;

import java.util.List;
import org.kubeos.kbimg.artifact.output.Manifest;
import org.kubeos.kbimg.artifact.output.Manifest.MadeImage;
import org.kubeos.kbimg.artifact.plan.BuildPlan.Output;
import org.kubeos.oci.Digest;

/**
 * A container's image that was made.
 *
 * @param places where it is now
 */
public record BuiltImage(Digest digest, List<MadeImage> places) {

    /** The output that is always there, for {@code plan}. */
    public static final Output MANIFEST = new Output(Manifest.FILE, "the image's digest, where it is, packages");

    public BuiltImage {
        places = List.copyOf(places);
    }
}
