package org.kubeos.diskimage.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Results of tasks on other threads. */
public final class Futures {

    private Futures() {}

    /** Waits for a task's result, and throws what the task threw. */
    public static <T> T of(Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                // What a caller is to be told of memory or libraries does not depend on the thread.
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException("a task on another thread failed", e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for another thread");
        }
    }
}
