package org.kubeos.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A task on its own thread. {@link #close} waits for its end, so it never outlives the code that started it. */
public final class BackgroundTask<T> implements AutoCloseable {

    private final FutureTask<T> task;
    private final Thread thread;

    private BackgroundTask(FutureTask<T> task, Thread thread) {
        this.task = task;
        this.thread = thread;
    }

    /** The work of a task. It must end when its thread is interrupted. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Starts a task.
     *
     * @param name of the thread
     */
    public static <T> BackgroundTask<T> start(String name, Work<T> work) {
        var task = new FutureTask<T>(work::run);
        return new BackgroundTask<>(task, Thread.ofPlatform().name(name).start(task));
    }

    /**
     * Waits for the result; a failure of the task is thrown as it is.
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
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Interrupts the task unless it is done, and waits for its end. Its files can be removed then. */
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
