package org.kubeos.kbimg.oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.oci.Blob;
import org.kubeos.kbimg.oci.Descriptor;
import org.kubeos.kbimg.oci.Digest;
import org.kubeos.kbimg.oci.ImageReference;
import org.kubeos.kbimg.oci.MediaTypes;
import org.kubeos.kbimg.oci.Platform;
import org.kubeos.kbimg.oci.VerifiedContent;

/**
 * Makes an index of images that are in a repository already. Source: OCI Image Specification, image-index.md.
 *
 * @param target where the index goes, and the images are
 */
record IndexBuilder(ImageReference target, Session session, Operation operation) {

    private static final int LARGEST_CONFIG = 4 << 20;

    /** The index of {@code images}, in their order. */
    Blob.Document of(List<ImageReference> images) throws IOException {
        var platforms = new HashMap<Platform, ImageReference>();
        ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.INDEX);
        ArrayNode manifests = index.putArray("manifests");
        for (ImageReference image : images) {
            Descriptor manifest = describe(image);
            Platform platform = manifest.platform().orElseThrow();
            ImageReference other = platforms.putIfAbsent(platform, image);
            if (other != null) {
                throw new BuildException("Both " + other + " and " + image + " are for " + platform
                        + ". An index has one image for each platform.");
            }
            manifests
                    .addObject()
                    .put("mediaType", manifest.mediaType())
                    .put("digest", manifest.digest().toString())
                    .put("size", manifest.size())
                    .putObject("platform")
                    .put("architecture", platform.architecture())
                    .put("os", platform.os());
        }
        return Blob.Document.of(MediaTypes.INDEX, index.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Descriptor describe(ImageReference image) throws IOException {
        if (!image.registry().equals(target.registry()) || !image.repository().equals(target.repository())) {
            throw new BuildException(image + " is not in the repository of " + target
                    + ". An index names images of its own repository: push it there first.");
        }
        String name = image.digest()
                .map(Digest::toString)
                .or(image::tag)
                .orElseThrow(() -> new BuildException(image + " names no tag and no digest."));
        Blob.Document manifest = operation.step(
                "asking for the manifest of " + image, _ -> new Manifests(session, operation).fetch(name));
        if (!MediaTypes.MANIFESTS.contains(manifest.descriptor().mediaType())) {
            throw new BuildException(image + " is not the image of one platform, but "
                    + manifest.descriptor().mediaType() + ".");
        }
        return manifest.descriptor().withPlatform(platform(image, manifest));
    }

    private Platform platform(ImageReference image, Blob.Document manifest) throws IOException {
        JsonNode config = Json.parse(text(manifest)).path("config");
        String os = "";
        String architecture = "";
        long size = config.path("size").asLong(LARGEST_CONFIG);
        if (size < LARGEST_CONFIG && config.path("digest").asText().matches("sha256:[0-9a-f]{64}")) {
            var descriptor = new Descriptor(
                    config.path("mediaType").asText(MediaTypes.CONFIG),
                    Digest.parse(config.path("digest").asText()),
                    size);
            JsonNode document = Json.parseLeniently(new String(read(descriptor), StandardCharsets.UTF_8));
            os = document.path("os").asText();
            architecture = document.path("architecture").asText();
        }
        if (os.isEmpty() || architecture.isEmpty()) {
            throw new BuildException("The config of " + image + " does not say which platform it is for.");
        }
        return new Platform(os, architecture);
    }

    private byte[] read(Descriptor descriptor) throws IOException {
        var address = session.address("blobs/" + descriptor.digest());
        try (InputStream in =
                new VerifiedContent(new Download(address, descriptor, 0, operation), descriptor, target.registry())) {
            return in.readAllBytes();
        }
    }

    private static String text(Blob.Document document) {
        return new String(document.content(), StandardCharsets.UTF_8);
    }
}
