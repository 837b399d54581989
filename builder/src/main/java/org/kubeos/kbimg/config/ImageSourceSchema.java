package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.config.schema.Key;
import org.kubeos.kbimg.config.schema.MappingType;
import org.kubeos.kbimg.config.schema.Mismatch;
import org.kubeos.kbimg.config.schema.TextType;
import org.kubeos.kbimg.oci.ImageLocation;
import org.kubeos.kbimg.oci.UnpackLimits;

/** {@code source.image}, and how far it is unpacked. */
final class ImageSourceSchema {

    static final Key<ImageLocation> IMAGE = Key.optional(
            "image",
            TextType.parsed("an upgrade image", ImageLocation.FORMS, "(?s).+", ImageSourceSchema::location),
            "An upgrade image, whose `/os.tar` is taken. Nothing is installed then, so `packages` is without effect. What the"
                    + " config says is applied to it; without `root.password` and `hostname`, its own stay.");

    private static final Key<DataSize> SIZE = Key.optional(
                    "size",
                    TextType.parsed(
                            "a size",
                            "a whole number with KiB, MiB, GiB or TiB",
                            "\\d{1,9} ?[KMGT]iB",
                            ImageSourceSchema::size),
                    "What all layers together may unpack to.")
            .orElse(new DataSize(UnpackLimits.DEFAULT.size()), "16GiB");
    private static final Key<Integer> RATIO = Key.optional(
                    "ratio", number(1_000_000), "How many times its own size a layer may unpack to, from 64 MiB on.")
            .orElse(UnpackLimits.DEFAULT.ratio(), String.valueOf(UnpackLimits.DEFAULT.ratio()));
    private static final Key<Integer> LAYERS = Key.optional("layers", number(10_000), "How many layers there may be.")
            .orElse(UnpackLimits.DEFAULT.layers(), String.valueOf(UnpackLimits.DEFAULT.layers()));

    static final Key<UnpackLimits> LIMITS = Key.optional(
            "limits",
            MappingType.of(
                    List.of(SIZE, RATIO, LAYERS),
                    v -> new UnpackLimits(v.get(SIZE).bytes(), v.get(RATIO), v.get(LAYERS))),
            "How far `source.image` is unpacked, so that a small image can't fill the disk.");

    private ImageSourceSchema() {}

    private static ImageLocation location(String text, Path directory) throws Mismatch {
        try {
            return ImageLocation.parse(text, directory.toAbsolutePath());
        } catch (IllegalArgumentException e) {
            throw new Mismatch(String.valueOf(e.getMessage()));
        }
    }

    private static DataSize size(String text, Path directory) throws Mismatch {
        try {
            return DataSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Mismatch(text + " is too large");
        }
    }

    private static TextType<Integer> number(int most) {
        return TextType.parsed("a number", "a whole number from 1 to " + most, "[1-9][0-9]{0,6}", (text, _) -> {
            int number = Integer.parseInt(text);
            if (number > most) {
                throw new Mismatch(text + " is too large");
            }
            return number;
        });
    }
}
