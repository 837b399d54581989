package org.kubeos.kbimg.config.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.kubeos.oci.ImageLocation;
import org.kubeos.oci.OciException;
import org.kubeos.oci.Platform;
import org.kubeos.oci.layout.StoredImage;
import org.kubeos.yamlschema.HostFiles;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** The section {@code containerImages}. */
public final class PreloadedImagesSchema {

    static final Key<List<PreloadedImages>> CONTAINER_IMAGES = Key.optional(
                    "containerImages",
                    new ListType<>(
                            "a list of image archives",
                            TextType.parsed(
                                    "container images",
                                    "the path of an archive, as written by `docker save` or `skopeo copy … oci-archive:`, or"
                                            + " oci:DIR for an image layout",
                                    "(?s).+",
                                    PreloadedImagesSchema::read)),
                    "Container images for nodes without a registry. They are part of the root file system, and the node loads"
                            + " them into containerd, Podman (also for CRI-O), or Docker before kubelet starts, if it does"
                            + " not have them yet.")
            .orElse(List.of(), "none");

    private PreloadedImagesSchema() {}

    private static PreloadedImages read(String text, Path directory) throws InvalidValueException {
        Path location = text.startsWith(ImageLocation.LAYOUT)
                ? HostFiles.resolve(text.substring(ImageLocation.LAYOUT.length()), directory)
                : TarFile.existing(text, directory);
        if (text.startsWith(ImageLocation.LAYOUT) && !Files.isDirectory(location)) {
            throw new InvalidValueException("there is no directory " + location);
        }
        var images = new PreloadedImages(location, images(location));
        if (images.images().isEmpty()) {
            throw new InvalidValueException(location + " holds no image");
        }
        if (images.images().stream().anyMatch(image -> image.names().isEmpty())) {
            throw new InvalidValueException(location + " has an image without a full name, which no pod could refer to;"
                    + " save it by its name, such as: docker save -o FILE registry.example.org/app:v1");
        }
        return images;
    }

    private static List<StoredImage> images(Path location) throws InvalidValueException {
        try {
            return StoredImage.in(location);
        } catch (OciException e) {
            throw new InvalidValueException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new InvalidValueException("can't read " + location + ": " + e.getMessage());
        }
    }

    /** Reports images that the nodes could not run. */
    public static void check(ParsedMapping values, Platform platform) {
        List<PreloadedImages> all = values.find(CONTAINER_IMAGES).orElse(List.of());
        for (int i = 0; i < all.size(); i++) {
            for (StoredImage image : all.get(i).images()) {
                if (!image.platforms().contains(platform)) {
                    values.report(
                            CONTAINER_IMAGES,
                            i,
                            String.join(", ", image.names()) + " is for "
                                    + image.platforms().stream()
                                            .map(Platform::toString)
                                            .collect(Collectors.joining(", "))
                                    + ", and the nodes are " + platform);
                }
            }
        }
    }
}
