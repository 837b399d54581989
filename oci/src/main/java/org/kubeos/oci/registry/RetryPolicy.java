package org.kubeos.oci.registry;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * How long to wait for a registry, and how often to try again.
 *
 * @param connect for a connection
 * @param stall with no byte moving either way
 * @param rateWindow over which the rate of a transfer is averaged
 * @param total for all of one push, or for one manifest or layer that is pulled
 * @param retries in a row without getting on
 * @param firstPause before the first retry; each further one is twice as long as the one before
 * @param pause how time is let pass
 */
public record RetryPolicy(
        Duration connect,
        Duration stall,
        Duration rateWindow,
        Duration total,
        int retries,
        Duration firstPause,
        Pause pause) {

    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    public static final RetryPolicy DEFAULT = new RetryPolicy(
            Duration.ofSeconds(20),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofHours(2),
            5,
            Duration.ofMillis(500),
            RetryPolicy::sleep);

    /** Lets time pass; tests pass on at once. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration duration) throws InterruptedIOException;
    }

    public RetryPolicy withPause(Pause newPause) {
        return new RetryPolicy(connect, stall, rateWindow, total, retries, firstPause, newPause);
    }

    public RetryPolicy withStall(Duration newStall) {
        return new RetryPolicy(connect, newStall, rateWindow, total, retries, firstPause, pause);
    }

    public RetryPolicy withRateWindow(Duration newWindow) {
        return new RetryPolicy(connect, stall, newWindow, total, retries, firstPause, pause);
    }

    public RetryPolicy withTotal(Duration newWhole) {
        return new RetryPolicy(connect, stall, rateWindow, newWhole, retries, firstPause, pause);
    }

    /** @param retry 1 for the first one */
    Duration pauseBefore(int retry) {
        Duration doubled = firstPause.multipliedBy(1L << Math.min(retry - 1, 16));
        return doubled.compareTo(MAX_PAUSE) < 0 ? doubled : MAX_PAUSE;
    }

    private static void sleep(Duration duration) throws InterruptedIOException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while waiting for a registry");
        }
    }
}
