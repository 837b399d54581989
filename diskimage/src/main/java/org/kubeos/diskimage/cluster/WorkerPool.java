package org.kubeos.diskimage.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Threads that compress, and a worker for each of them. */
final class WorkerPool implements Closeable {

    private final int threads;
    private final Supplier<Worker> workers;
    private final ExecutorService pool;
    private final Queue<Worker> idle = new ConcurrentLinkedQueue<>();

    /** @param workers makes a worker; none is used by two threads at a time */
    WorkerPool(int threads, Supplier<Worker> workers) {
        this.threads = threads;
        this.workers = workers;
        // Daemons, so that an image that nobody closes does not keep the JVM running.
        this.pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().factory());
    }

    /** What one task does. */
    interface Task<T> {
        T run(Worker worker) throws IOException;
    }

    int threads() {
        return threads;
    }

    <T> Future<T> submit(Task<T> task) {
        return pool.submit(() -> {
            Worker worker = Optional.ofNullable(idle.poll()).orElseGet(workers);
            try {
                return task.run(worker);
            } finally {
                idle.add(worker);
            }
        });
    }

    /** Gives up what is not done. */
    @Override
    public void close() {
        pool.shutdownNow();
        pool.close();
        idle.forEach(Worker::close);
    }
}
