package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageConfiguration;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageManifest;
import org.kubeos.oci.ImageReference;
import org.kubeos.oci.MediaTypes;
import org.kubeos.oci.OciException;
import org.kubeos.oci.Platform;
import org.kubeos.oci.VerifiedContent;

/**
 * Builds an index of images that are already in a repository. Source: OCI Image Specification, image-index.md.
 *
 * @param target the repository of the index and the images
 */
record IndexBuilder(ImageReference target, Session session, Retrier retrier) {

    private static final int MAX_CONFIG = 4 << 20;

    /** The index of {@code images}, in their order. */
    Blob.Document of(List<ImageReference> images) throws IOException {
        var platforms = new HashMap<Platform, ImageReference>();
        var manifests = new ArrayList<Descriptor>();
        for (ImageReference image : images) {
            Descriptor manifest = describe(image);
            Platform platform = manifest.platform().orElseThrow();
            ImageReference other = platforms.putIfAbsent(platform, image);
            if (other != null) {
                throw new OciException("Both " + other + " and " + image + " are for " + platform
                        + ". An index has one image for each platform.");
            }
            manifests.add(manifest);
        }
        return new ImageIndex(manifests).encode();
    }

    private Descriptor describe(ImageReference image) throws IOException {
        if (!image.registry().equals(target.registry()) || !image.repository().equals(target.repository())) {
            throw new OciException(image + " is not in the repository of " + target
                    + ". An index names images of its own repository: push it there first.");
        }
        String name = image.digest()
                .map(Digest::toString)
                .or(image::tag)
                .orElseThrow(() -> new OciException(image + " has neither a tag nor a digest."));
        Blob.Document manifest =
                retrier.run("asking for the manifest of " + image, _ -> new Manifests(session, retrier).fetch(name));
        if (!MediaTypes.MANIFESTS.contains(manifest.descriptor().mediaType())) {
            throw new OciException(image + " is not the image of one platform, but "
                    + manifest.descriptor().mediaType() + ".");
        }
        return manifest.descriptor().withPlatform(platform(image, manifest));
    }

    private Platform platform(ImageReference image, Blob.Document manifest) throws IOException {
        String where = image.toString();
        Descriptor config = ImageManifest.parse(manifest.content(), where).config();
        if (config.size() > MAX_CONFIG) {
            throw new OciException("The config of " + image + " is larger than " + MAX_CONFIG + " bytes.");
        }
        return ImageConfiguration.parse(read(config), where).platform();
    }

    private byte[] read(Descriptor descriptor) throws IOException {
        var address = session.address("blobs/" + descriptor.digest());
        try (InputStream in = new VerifiedContent(
                ResumingDownload.from(0, address, descriptor, retrier), descriptor, target.registry())) {
            return in.readAllBytes();
        }
    }
}
