package org.kubeos.diskimage.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.kubeos.diskimage.io.Futures;

/**
 * Compresses clusters while the disk is still being written, on the assumption that clusters before the latest write don't
 * change any more. A wrong guess costs only time: what has changed since is compressed again.
 */
final class SpeculativeCompression {

    private static final int BATCH_SIZE = 1 << 20;

    /** A batch for which there was no room. */
    private static final byte[][] LEFT = {};

    private final ClusterFile file;
    private final WorkerPool pool;
    private final int batchClusters;

    /** In the order of the file, from its start on. */
    private final List<Future<byte[][]>> batches = new ArrayList<>();

    /** Clusters, by their place in the file, that changed after their batch was begun. */
    private final BitSet stale = new BitSet();

    /** Bytes of heap for what was compressed early. What does not fit is left for the end. */
    private final long maxHeld = Runtime.getRuntime().maxMemory() / 4;

    private final AtomicLong held = new AtomicLong();

    SpeculativeCompression(ClusterFile file, WorkerPool pool) {
        this.file = file;
        this.pool = pool;
        this.batchClusters = Math.max(1, BATCH_SIZE / file.clusterSize());
    }

    /** Bytes of the file have changed. */
    void written(long start, long end) {
        long first = start >>> file.clusterBits();
        long last = end - 1 >>> file.clusterBits();
        long begun = (long) batches.size() * batchClusters;
        if (first < begun) {
            stale.set(Math.toIntExact(first), Math.toIntExact(Math.min(last + 1, begun)));
        }
        // The last cluster may not be full yet.
        for (; begun + batchClusters <= last; begun += batchClusters) {
            long firstCluster = begun;
            batches.add(pool.submit(worker -> compress(firstCluster, worker)));
        }
    }

    /** Room is asked for only now, by a batch that is about to fill it: batches that wait take none. */
    private byte[][] compress(long firstCluster, Worker worker) throws IOException {
        if (held.get() > maxHeld) {
            return LEFT;
        }
        var compressed = new byte[batchClusters][];
        for (int i = 0; i < batchClusters; i++) {
            compressed[i] = worker.compress(firstCluster + i << file.clusterBits());
            held.addAndGet(compressed[i].length);
        }
        return compressed;
    }

    /** What was made of the cluster that stands at {@code offset} of the file, if it has not changed since. */
    Optional<byte[]> find(long offset) throws IOException {
        long cluster = offset >>> file.clusterBits();
        long batch = cluster / batchClusters;
        if (batch >= batches.size() || stale.get(Math.toIntExact(cluster))) {
            return Optional.empty();
        }
        byte[][] compressed = Futures.of(batches.get((int) batch));
        return compressed == LEFT ? Optional.empty() : Optional.of(compressed[(int) (cluster % batchClusters)]);
    }
}
