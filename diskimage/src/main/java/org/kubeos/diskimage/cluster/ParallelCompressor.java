package org.kubeos.diskimage.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Compresses a disk's clusters on several threads and hands them on in ascending order on the caller's. */
public final class ParallelCompressor {

    /** Bytes that one task compresses: enough to make the start of a task and of a compressor cheap. */
    private static final int BATCH_SIZE = 4 << 20;

    private final GuestClusters clusters;
    private final int threads;
    private final Supplier<? extends ClusterCompressor> compressors;
    private final Queue<Future<List<StoredCluster>>> pending = new ArrayDeque<>();

    /** @param compressors makes one for each task; a compressor is used by one thread */
    public ParallelCompressor(GuestClusters clusters, int threads, Supplier<? extends ClusterCompressor> compressors) {
        this.clusters = clusters;
        this.threads = threads;
        this.compressors = compressors;
    }

    /** Takes what was compressed. */
    public interface Sink {
        void accept(StoredCluster cluster) throws IOException;
    }

    private record Source(long guest, long hostOffset) {}

    /** Compresses all clusters but those that are zero. */
    public void compress(Sink sink) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Source> batch = new ArrayList<>();
            for (Run run : clusters.written()) {
                for (long i = 0; i < run.count(); i++) {
                    batch.add(new Source(run.guest() + i, run.hostOffset() + i * clusters.clusterSize()));
                    if (batch.size() >= BATCH_SIZE / clusters.clusterSize()) {
                        submit(pool, batch, sink);
                        batch = new ArrayList<>();
                    }
                }
            }
            submit(pool, batch, sink);
            drain(0, sink);
        } finally {
            pool.shutdownNow();
        }
    }

    private void submit(ExecutorService pool, List<Source> batch, Sink sink) throws IOException {
        pending.add(pool.submit(() -> compress(batch)));
        // Enough to keep all threads busy while the oldest batch is being written, and no more: it costs heap.
        drain(threads + 1, sink);
    }

    private void drain(int mayStay, Sink sink) throws IOException {
        while (pending.size() > mayStay) {
            for (StoredCluster cluster : result(pending.remove())) {
                sink.accept(cluster);
            }
        }
    }

    private static List<StoredCluster> result(Future<List<StoredCluster>> batch) throws IOException {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("compression failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while compressing");
        }
    }

    private List<StoredCluster> compress(List<Source> batch) throws IOException {
        List<StoredCluster> stored = new ArrayList<>(batch.size());
        try (ClusterCompressor compressor = compressors.get()) {
            for (Source source : batch) {
                byte[] cluster = clusters.read(source.hostOffset());
                if (!GuestClusters.isZero(ByteBuffer.wrap(cluster), 0, cluster.length)) {
                    stored.add(new StoredCluster(source.guest(), compressor.compress(cluster)));
                }
            }
        }
        return stored;
    }
}
