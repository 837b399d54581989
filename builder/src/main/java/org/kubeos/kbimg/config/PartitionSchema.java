package org.kubeos.kbimg.config;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.kbimg.config.PartitionConfig.FileSystem;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;

/** An entry of {@code disk.partitions}, with the checks on it alone. */
final class PartitionSchema {

    /** The partitions that every disk has, whether or not the config lists them. */
    static final List<String> STANDARD = List.of("BOOT", "ROOT-A", "ROOT-B", "PERSIST");

    /** Bytes of a label: EXT4 superblock, s_volume_name. */
    private static final int EXT4_LABEL = 16;

    /** Microsoft's FAT specification: BS_VolLab, in the characters of a short name. */
    private static final Pattern FAT_LABEL = Pattern.compile("[A-Z0-9_-]{1,11}");

    /** FAT32 begins at 65,525 clusters of 512 bytes, and has two tables before them. */
    private static final DataSize MIN_FAT32 = DataSize.ofMebibytes(34);

    private static final DataSize MIN_EXT4 = DataSize.ofMebibytes(16);
    private static final DataSize MIN_SLOT = DataSize.ofMebibytes(128);
    static final DataSize MIN_PERSIST = DataSize.ofMebibytes(64);

    static final Key<String> LABEL = Key.required(
            "label",
            PartitionTypes.LABEL,
            "Name of the partition and label of its file system. Every disk has BOOT, ROOT-A, ROOT-B, and PERSIST.");
    static final Key<DataSize> SIZE = Key.optional(
            "size",
            PartitionTypes.SIZE,
            "Size of the partition. For PERSIST, which takes the remaining space, the minimum size.");
    static final Key<DataSize> LIMIT = Key.optional(
            "limit",
            PartitionTypes.LIMIT,
            "Where the partition ends, in MiB from the start of the disk, instead of `size`. Ignored for PERSIST.");
    static final Key<FileSystem> TYPE_KEY =
            Key.optional("type", PartitionTypes.FILE_SYSTEM, "File system; ext4 if omitted.");
    static final Key<String> MOUNT = Key.optional(
            "mount",
            PartitionTypes.MOUNT_POINT,
            "Mount point. Files that the image has below it go onto the partition.");
    static final Key<String> OPTIONS =
            Key.optional("options", PartitionTypes.MOUNT_OPTIONS, "Mount options, as in fstab; `defaults` if omitted.");

    static final MappingType<PartitionEntry> TYPE = new MappingType<>(
            List.of(LABEL, SIZE, LIMIT, TYPE_KEY, MOUNT, OPTIONS),
            PartitionSchema::check,
            v -> new PartitionEntry(
                    v.get(LABEL), v.find(SIZE), v.find(LIMIT), v.find(TYPE_KEY), v.find(MOUNT), v.find(OPTIONS), v));

    private PartitionSchema() {}

    private static void check(ParsedMapping values) {
        if (values.isGiven(SIZE) && values.isGiven(LIMIT)) {
            values.report(LIMIT, "size is also set; keep only one of the two");
        }
        if (values.isGiven(OPTIONS) && !values.isGiven(MOUNT)) {
            values.report(OPTIONS, "options have no effect without a mount point; add mount");
        }
        Optional<String> label = values.find(LABEL);
        if (label.isPresent() && STANDARD.contains(label.get())) {
            checkStandard(label.get(), values);
        } else if (label.isPresent()) {
            checkOwn(label.get(), values);
        }
    }

    private static void checkStandard(String label, ParsedMapping values) {
        for (Key<String> key : List.of(MOUNT, OPTIONS)) {
            if (values.isGiven(key)) {
                values.report(key, "kbimg mounts " + label + " where the system expects it");
            }
        }
        boolean boot = label.equals("BOOT");
        if (!boot && values.find(TYPE_KEY).orElse(FileSystem.EXT4) != FileSystem.EXT4) {
            values.report(TYPE_KEY, label + " is always ext4");
        }
        checkSize(leastOfStandard(label), label, values);
    }

    private static DataSize leastOfStandard(String label) {
        return switch (label) {
            case "BOOT" -> MIN_FAT32;
            case "PERSIST" -> MIN_PERSIST;
            default -> MIN_SLOT;
        };
    }

    private static void checkOwn(String label, ParsedMapping values) {
        FileSystem type = values.find(TYPE_KEY).orElse(FileSystem.EXT4);
        int bytes = label.getBytes(StandardCharsets.UTF_8).length;
        if (type == FileSystem.EXT4 && bytes > EXT4_LABEL) {
            values.report(LABEL, "'" + label + "' has " + bytes + " bytes; an ext4 label has at most " + EXT4_LABEL);
        }
        if (type == FileSystem.FAT32 && !FAT_LABEL.matcher(label).matches()) {
            values.report(
                    LABEL,
                    "'" + label + "' is not a fat32 label: use at most 11 uppercase letters, digits,"
                            + " '_', and '-'");
        }
        if (!values.isGiven(SIZE) && !values.isGiven(LIMIT)) {
            values.report(LABEL, label + " has no size: add size or limit");
        }
        checkSize(leastOf(type), label, values);
    }

    private static DataSize leastOf(FileSystem type) {
        return type == FileSystem.FAT32 ? MIN_FAT32 : MIN_EXT4;
    }

    /** The least that a partition may have, whichever way its size is given. */
    static DataSize least(PartitionEntry entry) {
        return STANDARD.contains(entry.label())
                ? leastOfStandard(entry.label())
                : leastOf(entry.type().orElse(FileSystem.EXT4));
    }

    private static void checkSize(DataSize least, String label, ParsedMapping values) {
        values.find(SIZE)
                .filter(size -> size.bytes() < least.bytes())
                .ifPresent(size ->
                        values.report(SIZE, size + " is too small for " + label + ", which needs at least " + least));
    }
}
