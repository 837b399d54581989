package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that is done at the same time. */
final class Parallel {

    private Parallel() {}

    /** A piece of work. */
    interface Task {
        void run() throws IOException;
    }

    /** Does both, the second one in this thread, and returns when both have ended; a failure of either is thrown. */
    static void run(Task first, Task second) throws IOException {
        var other = new FutureTask<Void>(() -> {
            first.run();
            return null;
        });
        Thread thread = Thread.ofPlatform().name("parallel").start(other);
        try {
            second.run();
            other.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            thread.interrupt();
            join(thread);
        }
    }

    /** What a task writes to is removed after a failure: nothing may be writing then. */
    private static void join(Thread thread) {
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
