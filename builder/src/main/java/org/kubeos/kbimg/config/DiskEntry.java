package org.kubeos.kbimg.config;

import java.util.List;
import java.util.Optional;
import org.kubeos.yamlschema.ParsedMapping;

/**
 * The section {@code disk} as it is written.
 *
 * @param reporter tells what is wrong with the section in view of others
 */
record DiskEntry(DataSize size, List<PartitionEntry> partitions, ParsedMapping reporter) {

    DiskEntry {
        partitions = List.copyOf(partitions);
    }

    Optional<PartitionEntry> find(String label) {
        return partitions.stream().filter(entry -> entry.label().equals(label)).findFirst();
    }
}
