package org.kubeos.diskimage.partition;

import java.util.OptionalLong;

/**
 * A partition of a {@link PartitionLayout}, before it has a place.
 *
 * @param size size in bytes, above 0; or empty for the rest of the disk, which only the last request may ask for
 */
public record PartitionRequest(PartitionType type, String name, OptionalLong size) {

    public PartitionRequest {
        if (size.isPresent() && size.getAsLong() <= 0) {
            throw new IllegalArgumentException("partition " + name + " must be larger than " + size.getAsLong());
        }
    }

    /** A partition of a given size, which is rounded up to whole sectors. */
    public static PartitionRequest of(PartitionType type, String name, long size) {
        return new PartitionRequest(type, name, OptionalLong.of(size));
    }

    /** A partition that takes what the others leave. */
    public static PartitionRequest rest(PartitionType type, String name) {
        return new PartitionRequest(type, name, OptionalLong.empty());
    }
}
