package org.kubeos.diskimage.fat;

import java.io.IOException;
import org.kubeos.diskimage.CorruptImageException;

/** The clusters of a file or directory, one after the other, to the end or to the discovery of a loop. */
final class ClusterChain {

    private final FatVolume volume;
    private final FatTable table;
    private int cluster;
    private int landmark;
    private long steps;
    private long nextLandmark = 1;

    /** @param first the first cluster; 0 for a chain of none */
    ClusterChain(FatVolume volume, FatTable table, int first) {
        this.volume = volume;
        this.table = table;
        this.cluster = first;
    }

    boolean hasCluster() {
        return cluster != FatTable.END;
    }

    /** Where the current cluster is on the disk. */
    long offset() {
        return volume.geometry().clusterOffset(cluster);
    }

    void advance() throws IOException {
        // Brent's algorithm: a landmark moves to ever rarer places, and who comes back to it goes in circles.
        if (++steps == nextLandmark) {
            landmark = cluster;
            nextLandmark *= 2;
        }
        int next = table.next(cluster);
        if (next == landmark) {
            throw new CorruptImageException(offset(), "the chain of clusters comes back to cluster " + next);
        }
        cluster = next;
    }
}
