package org.kubeos.kbimg.config;

import java.util.Optional;
import org.kubeos.yamlschema.ParsedMapping;

/**
 * An entry of {@code disk.partitions} as written.
 *
 * @param limit where the partition ends, from the start of the disk
 * @param mount absolute
 * @param reporter reports conflicts of the entry with others
 */
record PartitionSpec(
        String label,
        Optional<DataSize> size,
        Optional<DataSize> limit,
        Optional<FileSystem> type,
        Optional<String> mount,
        Optional<String> options,
        ParsedMapping reporter) {}
