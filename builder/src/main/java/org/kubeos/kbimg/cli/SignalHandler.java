package org.kubeos.kbimg.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the running command clean up when a signal ends kbimg: its thread is interrupted, and the JVM waits for it before
 * it ends with the signal's exit code.
 */
final class SignalHandler {

    private static final int PATIENCE_SECONDS = 10;

    private final Thread worker;
    private final CountDownLatch ended = new CountDownLatch(1);

    private SignalHandler(Thread worker) {
        this.worker = worker;
    }

    /** Watches the calling thread from now on. */
    static SignalHandler watch() {
        var interruption = new SignalHandler(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "interruption"));
        return interruption;
    }

    /** To be called by the worker when there is nothing left to clean up. */
    void end() {
        ended.countDown();
    }

    private void interrupt() {
        if (ended.getCount() == 0) {
            return;
        }
        worker.interrupt();
        try {
            boolean _ = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
