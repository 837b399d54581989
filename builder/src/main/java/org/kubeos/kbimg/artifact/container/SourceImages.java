package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.artifact.output.BuildContext;
import org.kubeos.kbimg.artifact.output.Manifest.SourceImage;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.SignatureConfig.Trust;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.rootfs.lock.LockedSource;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.ResolvedImage;
import org.kubeos.oci.signature.UntrustedImageException;
import org.kubeos.oci.signature.VerifiedImage;

/** Stage one where an upgrade image is the source: fetch it, verify it, and take its rootfs archive out. */
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

    /**
     * Writes the rootfs archive to {@code target}, and tells which image it is from.
     *
     * @throws UntrustedImageException if it isn't signed as the config demands; none of its layers is fetched then
     * @throws BuildException if it is older than one that was used before
     */
    public static SourceImage fetch(Source.Image source, ImageConfig config, Path target, BuildContext context)
            throws IOException {
        context.progress().step("Fetching the upgrade image");
        try (var images = ImageAccess.open(config.images().registries(), context.progress())) {
            Optional<Digest> locked = locked(context);
            ResolvedImage image = resolve(images, pinned(source.location(), locked), config);
            locked.ifPresent(digest -> require(digest, image));
            context.progress().detail(image.top().digest().toString());
            Optional<Trust> trust = config.signatures().trust().filter(_ -> !source.insecure());
            if (trust.isPresent()) {
                VerifiedImage verified = verify(image, trust.get());
                SeenImages.in(context.cache())
                        .require(repository(source.location()), SignedVersion.of(verified), source.allowDowngrade());
            }
            OsTar.extract(image, config.limits(), target);
            return new SourceImage(
                    ImageAccess.withoutPath(source.location()),
                    image.top().digest().toString());
        }
    }

    /**
     * Verifies the signatures of what the name stands for; if that is an index, those of the image for the platform will do.
     *
     * @throws UntrustedImageException if the policy isn't satisfied
     */
    public static VerifiedImage verify(ResolvedImage image, Trust trust) throws IOException {
        try {
            return trust.verify(image.store(), image.top().digest());
        } catch (UntrustedImageException e) {
            if (image.top().digest().equals(image.descriptor().digest())) {
                throw e;
            }
            try {
                return trust.verify(image.store(), image.descriptor().digest());
            } catch (UntrustedImageException ofPlatform) {
                e.addSuppressed(ofPlatform);
                throw e;
            }
        }
    }

    /** Where images with the same purpose are. */
    private static String repository(ImageLocation location) throws IOException {
        return switch (location) {
            case ImageLocation.Registry(var reference) -> reference.registry() + "/" + reference.repository();
            case ImageLocation.Layout(var directory, var _) -> ImageLocation.LAYOUT + directory.toRealPath();
            case ImageLocation.Archive(var file) -> ImageLocation.ARCHIVE + file.toRealPath();
        };
    }
}
