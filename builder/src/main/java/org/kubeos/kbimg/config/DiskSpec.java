package org.kubeos.kbimg.config;

import java.util.List;
import java.util.Optional;
import org.kubeos.yamlschema.ParsedMapping;

/**
 * The section {@code disk} as written.
 *
 * @param reporter reports conflicts of the section with others
 */
record DiskSpec(DataSize size, List<PartitionSpec> partitions, ParsedMapping reporter) {

    DiskSpec {
        partitions = List.copyOf(partitions);
    }

    Optional<PartitionSpec> find(String label) {
        return partitions.stream().filter(entry -> entry.label().equals(label)).findFirst();
    }
}
