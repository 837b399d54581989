package org.kubeos.diskimage.cluster;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Compresses clusters while the disk is still being written, on the guess that what lies behind the latest write stays as it
 * is. A wrong guess costs time, but no harm: what has changed since is compressed again.
 */
final class EarlyCompression {

    private static final int BATCH_SIZE = 1 << 20;

    /** Heap for what was compressed early. What does not fit is left for the end. */
    private static final long MAX_HELD = 32 << 20;

    private final ClusterFile file;
    private final ExecutorService pool;
    private final Supplier<? extends ClusterCompressor> compressors;
    private final int batchClusters;
    private final Map<Long, Future<byte[][]>> batches = new HashMap<>();

    /** Clusters, by their place in the file, that changed after their batch was begun. */
    private final BitSet stale = new BitSet();

    private final AtomicLong held = new AtomicLong();
    private long nextBatch;

    EarlyCompression(ClusterFile file, ExecutorService pool, Supplier<? extends ClusterCompressor> compressors) {
        this.file = file;
        this.pool = pool;
        this.compressors = compressors;
        this.batchClusters = Math.max(1, BATCH_SIZE / file.clusterSize());
    }

    /** Bytes of the file have changed. */
    void written(long start, long end) {
        long first = start >>> file.clusterBits();
        long last = end - 1 >>> file.clusterBits();
        if (first < nextBatch * batchClusters) {
            stale.set(Math.toIntExact(first), Math.toIntExact(Math.min(last + 1, nextBatch * batchClusters)));
        }
        // The last cluster may not be full yet.
        for (; (nextBatch + 1) * batchClusters <= last; nextBatch++) {
            if (held.get() + BATCH_SIZE <= MAX_HELD) {
                long batch = nextBatch;
                held.addAndGet(BATCH_SIZE);
                batches.put(batch, pool.submit(() -> compress(batch * batchClusters)));
            }
        }
    }

    private byte[][] compress(long firstCluster) throws IOException {
        var compressed = new byte[batchClusters][];
        try (ClusterCompressor compressor = compressors.get()) {
            for (int i = 0; i < batchClusters; i++) {
                compressed[i] = file.compressed(firstCluster + i << file.clusterBits(), compressor);
                held.addAndGet(compressed[i].length);
            }
        }
        held.addAndGet(-BATCH_SIZE);
        return compressed;
    }

    /** What was made of the cluster that stands at {@code offset} of the file, if it has not changed since. */
    Optional<byte[]> find(long offset) throws IOException {
        long cluster = offset >>> file.clusterBits();
        Future<byte[][]> batch = batches.get(cluster / batchClusters);
        return batch == null || stale.get((int) cluster)
                ? Optional.empty()
                : Optional.of(Results.of(batch)[(int) (cluster % batchClusters)]);
    }
}
