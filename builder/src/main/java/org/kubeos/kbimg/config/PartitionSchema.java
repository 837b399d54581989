package org.kubeos.kbimg.config;

import java.util.List;
import java.util.Optional;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;

/** An entry of {@code disk.partitions}, with the checks on it alone. */
final class PartitionSchema {

    /** The partitions that every disk has, whether or not the config lists them. */
    private static final DataSize MIN_SLOT = DataSize.ofMebibytes(128);

    /** With either firmware: whether BOOT is FAT32 is not known from this entry alone. */
    private static final DataSize MIN_BOOT = FileSystem.FAT32.minSize();

    static final Key<String> LABEL = Key.required(
            "label",
            PartitionScalarTypes.LABEL,
            "Name of the partition and label of its file system. Every disk has BOOT, ROOT-A, ROOT-B, and PERSIST.");
    static final Key<DataSize> SIZE = Key.optional(
            "size",
            PartitionScalarTypes.SIZE,
            "Size of the partition. For PERSIST, which takes the remaining space, the minimum size.");
    static final Key<DataSize> LIMIT = Key.optional(
            "limit",
            PartitionScalarTypes.LIMIT,
            "Where the partition ends, in MiB from the start of the disk, instead of `size`. Ignored for PERSIST.");
    static final Key<FileSystem> TYPE_KEY =
            Key.optional("type", PartitionScalarTypes.FILE_SYSTEM, "File system; ext4 if omitted.");
    static final Key<String> MOUNT = Key.optional(
            "mount",
            PartitionScalarTypes.MOUNT_POINT,
            "Mount point. Files that the image has below it go onto the partition.");
    static final Key<String> OPTIONS = Key.optional(
            "options", PartitionScalarTypes.MOUNT_OPTIONS, "Mount options, as in fstab; `defaults` if omitted.");

    static final MappingType<PartitionSpec> TYPE = new MappingType<>(
            List.of(LABEL, SIZE, LIMIT, TYPE_KEY, MOUNT, OPTIONS),
            PartitionSchema::check,
            v -> new PartitionSpec(
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
        if (label.isPresent() && NodeDisk.STANDARD_LABELS.contains(label.get())) {
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
        boolean boot = label.equals(NodeDisk.BOOT_LABEL);
        if (!boot && values.find(TYPE_KEY).orElse(FileSystem.DEFAULT) != FileSystem.DEFAULT) {
            values.report(TYPE_KEY, label + " is always " + FileSystem.DEFAULT.word());
        }
        checkSize(leastOfStandard(label), label, values);
    }

    private static DataSize leastOfStandard(String label) {
        return switch (label) {
            case NodeDisk.BOOT_LABEL -> MIN_BOOT;
            case NodeDisk.PERSIST_LABEL -> DiskConfig.MIN_PERSIST;
            default -> MIN_SLOT;
        };
    }

    private static void checkOwn(String label, ParsedMapping values) {
        FileSystem type = values.find(TYPE_KEY).orElse(FileSystem.DEFAULT);
        type.labelProblem(label).ifPresent(problem -> values.report(LABEL, problem));
        if (!values.isGiven(SIZE) && !values.isGiven(LIMIT)) {
            values.report(LABEL, label + " has no size: add size or limit");
        }
        checkSize(type.minSize(), label, values);
    }

    /** The least that a partition may have, whichever way its size is given. */
    static DataSize least(PartitionSpec entry) {
        return NodeDisk.STANDARD_LABELS.contains(entry.label())
                ? leastOfStandard(entry.label())
                : entry.type().orElse(FileSystem.DEFAULT).minSize();
    }

    private static void checkSize(DataSize least, String label, ParsedMapping values) {
        values.find(SIZE)
                .filter(size -> size.bytes() < least.bytes())
                .ifPresent(size ->
                        values.report(SIZE, size + " is too small for " + label + ", which needs at least " + least));
    }
}
