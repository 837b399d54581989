package org.kubeos.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work on a thread of its own, which ends before whoever started it goes on without it. */
public final class BackgroundTask<T> implements AutoCloseable {

    private final FutureTask<T> task;
    private final Thread thread;

    private BackgroundTask(FutureTask<T> task, Thread thread) {
        this.task = task;
        this.thread = thread;
    }

    /** What is to be done. It heeds an interrupt. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /** Starts the work. */
    public static <T> BackgroundTask<T> start(String name, Work<T> work) {
        var task = new FutureTask<T>(work::run);
        return new BackgroundTask<>(task, Thread.ofPlatform().name(name).start(task));
    }

    /**
     * Waits for what the work comes to; its failure is thrown as it is.
     *
     * @throws InterruptedIOException if this thread is interrupted meanwhile
     */
    public T result() throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Interrupts the work unless it is done, and waits for its end: what it writes to may be removed then. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
