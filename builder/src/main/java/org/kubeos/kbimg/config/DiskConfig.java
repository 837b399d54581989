package org.kubeos.kbimg.config;

import java.util.List;

/**
 * The nodes' disk.
 *
 * @param partitions in disk order: BOOT, the two slots, the user's own, PERSIST
 */
public record DiskConfig(DataSize size, List<PartitionConfig> partitions) {

    /** Bytes in a logical sector. */
    public static final int SECTOR_SIZE = 512;

    /** The smallest PERSIST that an image can have. It grows once the image is on a larger disk. */
    static final DataSize MIN_PERSIST = DataSize.ofMebibytes(64);

    /** The smallest PERSIST of a machine that is installed from the network: a disk with less room for it is refused. */
    public static final DataSize MIN_INSTALLED_PERSIST = DataSize.ofMebibytes(512);

    public DiskConfig {
        partitions = List.copyOf(partitions);
    }
}
