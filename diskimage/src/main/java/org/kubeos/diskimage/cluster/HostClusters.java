package org.kubeos.diskimage.cluster;

import java.util.Arrays;

/** Allocates the clusters of the image file in ascending order, and counts the references to each. */
public final class HostClusters {

    private final int clusterBits;
    private long next = 1; // cluster 0 holds the header

    /** Uses of each cluster beyond the first one, up to the last one that has any. */
    private short[] furtherUses = {};

    public HostClusters(int clusterBits) {
        this.clusterBits = clusterBits;
    }

    /** The offset of {@code count} clusters in a row, fresh and at the end of the file. */
    public long allocate(long count) {
        long offset = next << clusterBits;
        next += count;
        return offset;
    }

    /** Where the next cluster will be. */
    public long end() {
        return next << clusterBits;
    }

    public long count() {
        return next;
    }

    /** Another compressed cluster has bytes in the cluster at {@code offset}. */
    public void share(long offset) {
        int cluster = Math.toIntExact(offset >>> clusterBits);
        if (cluster >= furtherUses.length) {
            furtherUses = Arrays.copyOf(furtherUses, Math.max(cluster + 1, furtherUses.length * 2));
        }
        furtherUses[cluster]++;
    }

    /** The refcount of a cluster by its number. */
    public short uses(long cluster) {
        return (short) (1 + (cluster < furtherUses.length ? furtherUses[(int) cluster] : 0));
    }
}
