package org.kubeos.kbimg.config;

import java.util.List;

/**
 * The nodes' disk.
 *
 * @param partitions in disk order: BOOT, the two slots, the user's own, PERSIST
 */
public record Disk(DataSize size, List<PartitionConfig> partitions) {

    public Disk {
        partitions = List.copyOf(partitions);
    }
}
