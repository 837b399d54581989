package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.file.Path;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest.SourceImage;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.oci.ResolvedImage;

/** Stage one where an upgrade image is the source: fetch it, and take its rootfs archive out. */
public final class SourceImages {

    private SourceImages() {}

    /** Writes the rootfs archive to {@code target}, and tells which image it is from. */
    public static SourceImage fetch(Source.Image source, ImageConfig config, Path target, BuildContext context)
            throws IOException {
        context.progress().step("Fetching the upgrade image");
        try (var images = ImageAccess.open(config.images().registries(), context.progress())) {
            String name = source.location().toString();
            ResolvedImage image = ResolvedImage.of(
                    images.store(source.location()), config.architecture().platform(), name);
            context.progress().detail(image.top().digest().toString());
            OsTar.extract(image, config.limits(), target);
            return new SourceImage(
                    ImageAccess.withoutPath(source.location()),
                    image.top().digest().toString());
        }
    }
}
