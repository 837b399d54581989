package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest.SourceImage;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.rootfs.lock.LockedSource;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.ResolvedImage;

/** Stage one where an upgrade image is the source: fetch it, and take its rootfs archive out. */
public final class SourceImages {

    private SourceImages() {}

    /** The digest that the image's name stands for now. */
    public static String digest(Source.Image source, ImageConfig config, BuildContext context) throws IOException {
        context.progress().step("Looking up the upgrade image");
        try (var images = ImageAccess.open(config.images().registries(), context.progress())) {
            return resolve(images, source.location(), config).top().digest().toString();
        }
    }

    private static ResolvedImage resolve(ImageAccess images, ImageLocation location, ImageConfig config)
            throws IOException {
        return ResolvedImage.of(images.store(location), config.architecture().platform(), location.toString());
    }

    /** The location of the image that is locked, wherever its tag has moved. */
    private static ImageLocation pinned(ImageLocation location, Optional<Digest> locked) {
        return location instanceof ImageLocation.Registry(ImageReference reference) && locked.isPresent()
                ? new ImageLocation.Registry(reference.pinnedTo(locked.get()))
                : location;
    }

    private static Optional<Digest> locked(BuildContext context) {
        return context.lock()
                .flatMap(lock -> lock.lock().source())
                .filter(LockedSource.Image.class::isInstance)
                .map(source -> Digest.parse(source.digest()));
    }

    private static void require(Digest locked, ResolvedImage image) {
        if (!image.top().digest().equals(locked)) {
            throw new BuildException(
                    image.where() + " is the image " + image.top().digest() + ", but " + locked
                            + " is locked. Lock the new one with 'kbimg lock --update'.");
        }
    }

    /** Writes the rootfs archive to {@code target}, and tells which image it is from. */
    public static SourceImage fetch(Source.Image source, ImageConfig config, Path target, BuildContext context)
            throws IOException {
        context.progress().step("Fetching the upgrade image");
        try (var images = ImageAccess.open(config.images().registries(), context.progress())) {
            Optional<Digest> locked = locked(context);
            ResolvedImage image = resolve(images, pinned(source.location(), locked), config);
            locked.ifPresent(digest -> require(digest, image));
            context.progress().detail(image.top().digest().toString());
            OsTar.extract(image, config.limits(), target);
            return new SourceImage(
                    ImageAccess.withoutPath(source.location()),
                    image.top().digest().toString());
        }
    }
}
