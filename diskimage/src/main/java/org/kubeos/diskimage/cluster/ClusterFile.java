package org.kubeos.diskimage.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kubeos.diskimage.io.FileChannels;
import org.kubeos.diskimage.io.ImageFile;

/**
 * A file of clusters.
 *
 * @param image must be readable for {@link #read} only
 * @param clusterBits a cluster has 2 to the power of this many bytes
 */
public record ClusterFile(ImageFile image, int clusterBits) {

    int clusterSize() {
        return 1 << clusterBits;
    }

    /** Fills a buffer of one cluster's size with the cluster at {@code offset}. Any thread may call this. */
    void read(ByteBuffer cluster, long offset) throws IOException {
        // What the file lacks of its last cluster was never written, and is zero.
        int available = (int) Math.min(cluster.capacity(), image.channel().size() - offset);
        FileChannels.read(image.channel(), cluster.limit(available), offset);
        Arrays.fill(cluster.array(), available, cluster.capacity(), (byte) 0);
        cluster.clear();
    }

    static boolean isZero(ByteBuffer bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            if (bytes.getLong(at) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
