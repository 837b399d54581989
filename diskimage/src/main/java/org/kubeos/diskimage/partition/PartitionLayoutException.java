package org.kubeos.diskimage.partition;

/** Partitions that can't be laid out on the disk they are meant for. */
public final class PartitionLayoutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param problem which partition is wrong and why, for a person */
    public PartitionLayoutException(String problem) {
        super(problem);
    }
}
