package org.kubeos.kbimg.config;

import java.nio.file.Path;
import java.util.List;
import org.kubeos.diskimage.tar.TarLimits;
import org.kubeos.oci.UnpackLimits;
import org.kubeos.yamlschema.InvalidValueException;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.TextType;

/** The section {@code source.limits}. */
final class LimitsSchema {

    /** The maximum that fits in PATH_MAX, 4,096 bytes. */
    private static final int MAX_DEPTH = 2_048;

    private static final TextType<DataSize> SIZE_TYPE = TextType.parsed(
            "a size", "a whole number with KiB, MiB, GiB, or TiB", "\\d{1,9} ?[KMGT]iB", LimitsSchema::size);

    private static final Key<DataSize> SIZE = Key.optional(
                    "size",
                    SIZE_TYPE,
                    "Maximum unpacked size of all layers of an image together, and maximum total size of the"
                            + " files in the root file system, holes included.")
            .orElse(new DataSize(UnpackLimits.DEFAULT.size()), "16GiB");
    private static final Key<Integer> RATIO = number(
            "ratio",
            1_000_000,
            "Maximum ratio of a layer's unpacked size to its own size. Applies from 64 MiB on.",
            UnpackLimits.DEFAULT.ratio());
    private static final Key<Integer> LAYERS =
            number("layers", 10_000, "Maximum number of layers.", UnpackLimits.DEFAULT.layers());
    private static final Key<Integer> ENTRIES = number(
            "entries",
            100_000_000,
            "Maximum number of files, directories, and links. More than the default needs a larger heap:"
                    + " `_JAVA_OPTIONS=-Xmx1g`.",
            TarLimits.DEFAULT.entries());
    private static final Key<Integer> DEPTH = number(
            "depth", MAX_DEPTH, "Maximum depth of a path: `etc/passwd` has a depth of 2.", TarLimits.DEFAULT.depth());
    private static final Key<DataSize> METADATA = Key.optional(
                    "metadata",
                    SIZE_TYPE,
                    "Maximum memory for paths, link targets, extended attributes, and the hole maps of sparse"
                            + " files together.")
            .orElse(new DataSize(TarLimits.DEFAULT.metadata()), "64MiB");

    static final Key<UnpackLimits> LIMITS = Key.optional(
            "limits",
            MappingType.of(
                    List.of(SIZE, RATIO, LAYERS, ENTRIES, DEPTH, METADATA),
                    v -> new UnpackLimits(
                            v.get(RATIO),
                            v.get(LAYERS),
                            new TarLimits(
                                    v.get(ENTRIES),
                                    v.get(DEPTH),
                                    v.get(SIZE).bytes(),
                                    v.get(METADATA).bytes()))),
            "Limits on images and archives, and on what packages and scripts leave behind, so that hostile ones"
                    + " can't fill the disk or the memory.");

    private LimitsSchema() {}

    private static DataSize size(String text, Path directory) throws InvalidValueException {
        try {
            DataSize size = DataSize.parse(text);
            if (size.bytes() == 0) {
                throw new InvalidValueException(text + " is too small");
            }
            return size;
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(text + " is too large");
        }
    }

    private static Key<Integer> number(String name, int max, String description, int normally) {
        TextType<Integer> type =
                TextType.parsed("a number", "a whole number from 1 to " + max, "[1-9][0-9]{0,8}", (text, _) -> {
                    int number = Integer.parseInt(text);
                    if (number > max) {
                        throw new InvalidValueException(text + " is too large");
                    }
                    return number;
                });
        return Key.optional(name, type, description).orElse(normally, String.valueOf(normally));
    }
}
