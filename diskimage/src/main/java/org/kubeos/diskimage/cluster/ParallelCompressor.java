package org.kubeos.diskimage.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.kubeos.diskimage.io.Futures;

/**
 * Compresses a disk's clusters on several threads, some of them while the disk is still being written, and hands them on in
 * ascending order on the caller's thread. What it hands on does not depend on how the threads ran.
 */
public final class ParallelCompressor implements GuestClusters.Listener, Closeable {

    /** Bytes that one task compresses: few, so that at the end no thread waits long for the last task of another. */
    private static final int BATCH_SIZE = 1 << 20;

    private final ClusterFile file;
    private final WorkerPool pool;
    private final SpeculativeCompression early;
    private final Queue<Future<List<StoredCluster>>> pending = new ArrayDeque<>();

    /**
     * @param threads how many threads compress
     * @param compressors makes one for each of them
     */
    public ParallelCompressor(ClusterFile file, int threads, Supplier<? extends ClusterCompressor> compressors) {
        this.file = file;
        this.pool = new WorkerPool(threads, () -> new Worker(file, compressors.get()));
        this.early = new SpeculativeCompression(file, pool);
    }

    /** Takes what was compressed. */
    public interface Sink {
        void accept(StoredCluster cluster) throws IOException;
    }

    private record Source(long guest, long hostOffset, Optional<byte[]> early) {}

    @Override
    public void written(long start, long end) {
        early.written(start, end);
    }

    /** Compresses all clusters of the runs but those that are zero. The file must not change any more. */
    public void compress(Collection<Run> runs, Sink sink) throws IOException {
        List<Source> batch = new ArrayList<>();
        for (Run run : runs) {
            for (long i = 0; i < run.count(); i++) {
                long hostOffset = run.hostOffset() + (i << file.clusterBits());
                batch.add(new Source(run.guest() + i, hostOffset, early.find(hostOffset)));
                if (batch.size() >= BATCH_SIZE / file.clusterSize()) {
                    submit(batch, sink);
                    batch = new ArrayList<>();
                }
            }
        }
        submit(batch, sink);
        drain(0, sink);
    }

    private void submit(List<Source> batch, Sink sink) throws IOException {
        pending.add(pool.submit(worker -> compress(batch, worker)));
        // Enough to keep all threads busy while the oldest batch is being written, and no more: it costs heap.
        drain(4 * pool.threads(), sink);
    }

    private void drain(int mayStay, Sink sink) throws IOException {
        while (pending.size() > mayStay) {
            for (StoredCluster cluster : Futures.of(pending.remove())) {
                sink.accept(cluster);
            }
        }
    }

    private static List<StoredCluster> compress(List<Source> batch, Worker worker) throws IOException {
        List<StoredCluster> stored = new ArrayList<>(batch.size());
        for (Source source : batch) {
            byte[] bytes = source.early().isPresent() ? source.early().get() : worker.compress(source.hostOffset());
            if (bytes.length > 0) {
                stored.add(new StoredCluster(source.guest(), bytes));
            }
        }
        return stored;
    }

    /** Gives up what is not done. */
    @Override
    public void close() {
        pool.close();
    }
}
