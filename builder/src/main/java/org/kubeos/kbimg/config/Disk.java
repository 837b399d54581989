package org.kubeos.kbimg.config;

import java.util.List;

/**
 * The nodes' disk.
 *
 * @param partitions in the order of their places: BOOT, the two slots, the user's own, PERSIST
 */
public record Disk(DataSize size, List<PartitionConfig> partitions) {

    public Disk {
        partitions = List.copyOf(partitions);
    }
}
