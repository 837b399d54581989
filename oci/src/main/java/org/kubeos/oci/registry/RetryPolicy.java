package org.kubeos.oci.registry;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Timeouts of requests to a registry, and how often failed ones are retried.
 *
 * @param connectTimeout for one connection
 * @param idleTimeout for a connection on which no byte moves either way
 * @param rateWindow time over which the rate of a transfer is averaged
 * @param totalTimeout for all of one push, or for one manifest or layer that is pulled, with all retries
 * @param maxRetries in a row without progress
 * @param firstPause before the first retry; the pause doubles with each further one, up to 30 seconds
 * @param sleeper waits for the pauses
 */
public record RetryPolicy(
        Duration connectTimeout,
        Duration idleTimeout,
        Duration rateWindow,
        Duration totalTimeout,
        int maxRetries,
        Duration firstPause,
        Sleeper sleeper) {

    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    public static final RetryPolicy DEFAULT = new RetryPolicy(
            Duration.ofSeconds(20),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofHours(2),
            5,
            Duration.ofMillis(500),
            RetryPolicy::sleep);

    /** Waits; tests return at once. */
    @FunctionalInterface
    public interface Sleeper {
        /** @throws InterruptedIOException if the thread is interrupted meanwhile */
        void sleep(Duration duration) throws InterruptedIOException;
    }

    public RetryPolicy withSleeper(Sleeper newSleeper) {
        return new RetryPolicy(
                connectTimeout, idleTimeout, rateWindow, totalTimeout, maxRetries, firstPause, newSleeper);
    }

    public RetryPolicy withIdleTimeout(Duration newTimeout) {
        return new RetryPolicy(connectTimeout, newTimeout, rateWindow, totalTimeout, maxRetries, firstPause, sleeper);
    }

    public RetryPolicy withRateWindow(Duration newWindow) {
        return new RetryPolicy(connectTimeout, idleTimeout, newWindow, totalTimeout, maxRetries, firstPause, sleeper);
    }

    public RetryPolicy withTotalTimeout(Duration newTimeout) {
        return new RetryPolicy(connectTimeout, idleTimeout, rateWindow, newTimeout, maxRetries, firstPause, sleeper);
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
