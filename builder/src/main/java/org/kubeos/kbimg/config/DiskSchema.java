package org.kubeos.kbimg.config;

import java.util.ArrayList;
import java.util.List;
import org.kubeos.nodelayout.NodeDisk;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;

/** The section {@code disk}, with the checks within it. */
final class DiskSchema {

    /** More than anybody needs, and within the 128 of a GPT. */
    private static final int MAX_PARTITIONS = 100;

    static final Key<DataSize> SIZE = Key.optional(
                    "size",
                    ScalarTypes.DISK_SIZE,
                    "Size of the whole disk. PERSIST gets the space that the other partitions leave.")
            .orElse(DataSize.ofGibibytes(20), "20GiB");
    static final Key<List<PartitionSpec>> PARTITIONS = Key.optional(
                    "partitions",
                    new ListType<>("a list of partitions", PartitionSchema.TYPE),
                    "Partitions in disk order: BOOT, ROOT-A, ROOT-B, any number of your own, PERSIST. Every"
                            + " disk has these four. Those not listed have their default sizes: 60MiB for BOOT,"
                            + " 2560MiB for each root slot, and the remaining space for PERSIST.")
            .orElse(List.of(), "none");

    static final MappingType<DiskSpec> TYPE = new MappingType<>(
            List.of(SIZE, PARTITIONS), DiskSchema::check, v -> new DiskSpec(v.get(SIZE), v.get(PARTITIONS), v));

    private DiskSchema() {}

    private static void check(ParsedMapping values) {
        List<PartitionSpec> partitions = values.find(PARTITIONS).orElse(List.of());
        if (partitions.size() > MAX_PARTITIONS) {
            values.report(PARTITIONS, partitions.size() + " partitions; the maximum is " + MAX_PARTITIONS);
        }
        checkLabels(partitions);
        checkOrder(partitions);
    }

    private static void checkLabels(List<PartitionSpec> partitions) {
        List<String> labels = new ArrayList<>();
        for (PartitionSpec partition : partitions) {
            labels.stream()
                    .filter(partition.label()::equalsIgnoreCase)
                    .findFirst()
                    .ifPresent(other -> partition
                            .reporter()
                            .report(
                                    PartitionSchema.LABEL,
                                    other.equals(partition.label())
                                            ? "another partition also has the label " + other
                                            : "'" + partition.label()
                                                    + "' differs from another partition's label only in case"));
            labels.add(partition.label());
        }
    }

    /** The boot loader finds the slots by their places, and PERSIST can only grow at the end. */
    private static void checkOrder(List<PartitionSpec> partitions) {
        int last = 0;
        String before = "";
        for (PartitionSpec partition : partitions) {
            int rank = rank(partition.label());
            if (rank < last) {
                partition
                        .reporter()
                        .report(
                                PartitionSchema.LABEL,
                                partition.label() + " comes before " + before
                                        + " on the disk: list BOOT, ROOT-A, ROOT-B, your own partitions, and"
                                        + " PERSIST in this order");
            } else {
                last = rank;
                before = partition.label();
            }
        }
    }

    private static int rank(String label) {
        return switch (label) {
            case NodeDisk.BOOT_LABEL -> 0;
            case NodeDisk.ROOT_A_LABEL -> 1;
            case NodeDisk.ROOT_B_LABEL -> 2;
            case NodeDisk.PERSIST_LABEL -> 4;
            default -> 3;
        };
    }
}
