package org.kubeos.kbimg.config;

import java.nio.file.Path;
import org.kubeos.oci.ImageLocation;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.TextType;

/** {@code source.image}. */
final class ImageSourceSchema {

    static final Key<ImageLocation> IMAGE = Key.optional(
            "image",
            TextType.parsed("an upgrade image", ImageLocation.FORMS, "(?s).+", ImageSourceSchema::location),
            "An upgrade image, whose `/os.tar` is used. No packages are installed, so `packages` has no effect."
                    + " The rest of the config is applied to it. If `root.password` or `hostname` is omitted,"
                    + " the image keeps its own.");

    private ImageSourceSchema() {}

    private static ImageLocation location(String text, Path directory) throws InvalidValueException {
        try {
            return ImageLocation.parse(text, directory.toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(String.valueOf(e.getMessage()));
        }
    }
}
