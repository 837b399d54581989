package org.kubeos.kbimg.config;

import java.util.Optional;
import org.kubeos.kbimg.config.PartitionConfig.FileSystem;
import org.kubeos.yamlschema.ParsedMapping;

/**
 * An entry of {@code disk.partitions} as it is written.
 *
 * @param limit where the partition ends, from the start of the disk
 * @param mount absolute
 * @param reporter tells what is wrong with the entry in view of others
 */
record PartitionEntry(
        String label,
        Optional<DataSize> size,
        Optional<DataSize> limit,
        Optional<FileSystem> type,
        Optional<String> mount,
        Optional<String> options,
        ParsedMapping reporter) {}
