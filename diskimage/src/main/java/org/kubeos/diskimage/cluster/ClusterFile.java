package org.kubeos.diskimage.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kubeos.diskimage.io.FileChannels;

/**
 * A file of clusters.
 *
 * @param channel must be readable for {@link #compressed} only
 * @param clusterBits a cluster has 2 to the power of this many bytes
 */
public record ClusterFile(FileChannel channel, int clusterBits) {

    private static final byte[] NOTHING = {};

    int clusterSize() {
        return 1 << clusterBits;
    }

    /** What is to be stored of the cluster at {@code offset}; nothing if it is zero. Any thread may call this. */
    byte[] compressed(long offset, ClusterCompressor compressor) throws IOException {
        byte[] cluster = read(offset);
        return isZero(ByteBuffer.wrap(cluster), 0, cluster.length) ? NOTHING : compressor.compress(cluster);
    }

    private byte[] read(long offset) throws IOException {
        ByteBuffer cluster = ByteBuffer.allocate(clusterSize());
        // What the file lacks of its last cluster was never written, and is zero.
        long available = Math.min(cluster.capacity(), channel.size() - offset);
        FileChannels.read(channel, cluster.limit((int) available), offset);
        return cluster.array();
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
