package org.kubeos.diskimage.partition;

/** Partitions that don't fit on their disk, or contradict each other. */
public final class PartitionLayoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param problem which partition is wrong and why, for a person */
    public PartitionLayoutException(String problem) {
        super(problem);
    }
}
