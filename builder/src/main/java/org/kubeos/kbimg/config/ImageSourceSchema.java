package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.kubeos.oci.ImageLocation;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;

/** {@code source.image}. */
final class ImageSourceSchema {

    static final Key<ImageLocation> IMAGE = Key.optional(
            "image",
            TextType.parsed("an upgrade image", ImageLocation.FORMS, "(?s).+", ImageSourceSchema::location),
            "An upgrade image, whose `/os.tar` is used. No packages are installed, so `packages` has no effect."
                    + " The rest of the config is applied to it. If `root.password` or `hostname` is omitted,"
                    + " the image keeps its own. Its signatures are verified as `trust` says. Without `trust`, the"
                    + " name must have a digest, or `insecure` must be `true`.");

    static final Key<Boolean> ALLOW_DOWNGRADE = Key.optional(
                    "allowDowngrade",
                    ChoiceType.of(
                            "a boolean", List.of(true, false), String::valueOf, Map.of("yes", "true", "no", "false")),
                    "Whether a signed image may be older than the newest one that was used from its repository on this"
                            + " machine. `--allow-downgrade` sets it for one build.")
            .orElse(false, "false");

    private ImageSourceSchema() {}

    /** Reports an image that somebody could have replaced. */
    static void check(Key<?> section, Source source, boolean trust, ParsedMapping values) {
        if (source instanceof Source.Image image && !image.insecure() && !image.isPinned() && !trust) {
            values.report(
                    section,
                    "the image " + image.location() + " can't be verified. Name the keys that sign it: trust: {keys:"
                            + " [FILE]}; or pin it: NAME@sha256:…; or use it whoever made it: source: {insecure: true}");
        }
    }

    private static ImageLocation location(String text, Path directory) throws InvalidValueException {
        try {
            return ImageLocation.parse(text, directory.toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(String.valueOf(e.getMessage()));
        }
    }
}
