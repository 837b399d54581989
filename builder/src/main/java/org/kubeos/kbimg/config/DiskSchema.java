package org.kubeos.kbimg.config;

import java.util.ArrayList;
import java.util.List;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;

/** The section {@code disk}, and what holds within it. */
final class DiskSchema {

    /** More than anybody needs, and within the 128 of a GPT. */
    private static final int MAX_PARTITIONS = 100;

    static final Key<DataSize> SIZE = Key.optional(
                    "size",
                    TextTypes.DISK_SIZE,
                    "Size of the whole disk. PERSIST gets what the other partitions leave.")
            .orElse(DataSize.ofGibibytes(20), "20GiB");
    static final Key<List<PartitionEntry>> PARTITIONS = Key.optional(
                    "partitions",
                    new ListType<>("a list of partitions", PartitionSchema.TYPE),
                    "Partitions in their order on the disk: BOOT, ROOT-A, ROOT-B, any number of own ones, PERSIST. Of the four that"
                            + " every disk has, those that are not listed have their usual sizes: 60MiB, 2560MiB each, and the rest.")
            .orElse(List.of(), "none");

    static final MappingType<DiskEntry> TYPE = new MappingType<>(
            List.of(SIZE, PARTITIONS), DiskSchema::check, v -> new DiskEntry(v.get(SIZE), v.get(PARTITIONS), v));

    private DiskSchema() {}

    private static void check(ParsedMapping values) {
        List<PartitionEntry> partitions = values.find(PARTITIONS).orElse(List.of());
        if (partitions.size() > MAX_PARTITIONS) {
            values.report(PARTITIONS, partitions.size() + " partitions; at most " + MAX_PARTITIONS + " are possible");
        }
        checkLabels(partitions);
        checkOrder(partitions);
    }

    private static void checkLabels(List<PartitionEntry> partitions) {
        List<String> labels = new ArrayList<>();
        for (PartitionEntry partition : partitions) {
            labels.stream()
                    .filter(partition.label()::equalsIgnoreCase)
                    .findFirst()
                    .ifPresent(other -> partition
                            .reporter()
                            .report(
                                    PartitionSchema.LABEL,
                                    other.equals(partition.label())
                                            ? "another partition has the label " + other + ", too"
                                            : "'" + partition.label()
                                                    + "' differs from another partition's label in case alone"));
            labels.add(partition.label());
        }
    }

    /** The boot loader finds the slots by their places, and PERSIST can only grow at the end. */
    private static void checkOrder(List<PartitionEntry> partitions) {
        int last = 0;
        String before = "";
        for (PartitionEntry partition : partitions) {
            int rank = rank(partition.label());
            if (rank < last) {
                partition
                        .reporter()
                        .report(
                                PartitionSchema.LABEL,
                                partition.label() + " lies before " + before
                                        + " on the disk: list BOOT, ROOT-A, ROOT-B, own ones and PERSIST in this order");
            } else {
                last = rank;
                before = partition.label();
            }
        }
    }

    private static int rank(String label) {
        return switch (label) {
            case "BOOT" -> 0;
            case "ROOT-A" -> 1;
            case "ROOT-B" -> 2;
            case "PERSIST" -> 4;
            default -> 3;
        };
    }
}
