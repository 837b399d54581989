package org.kubeos.diskimage.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Compresses clusters of a file, one at a time: a compressor, and the room for the cluster that it works on. */
final class Worker implements Closeable {

    private static final byte[] NOTHING = {};

    private final ClusterFile file;
    private final ClusterCompressor compressor;
    private final ByteBuffer cluster;

    Worker(ClusterFile file, ClusterCompressor compressor) {
        this.file = file;
        this.compressor = compressor;
        this.cluster = ByteBuffer.allocate(file.clusterSize());
    }

    /** What is to be stored of the cluster at {@code offset}; nothing if it is zero. */
    byte[] compress(long offset) throws IOException {
        file.read(cluster.clear(), offset);
        if (ClusterFile.isZero(cluster, 0, cluster.capacity())) {
            return NOTHING;
        }
        byte[] stored = compressor.compress(cluster.array());
        return stored == cluster.array() ? stored.clone() : stored;
    }

    @Override
    public void close() {
        compressor.close();
    }
}
