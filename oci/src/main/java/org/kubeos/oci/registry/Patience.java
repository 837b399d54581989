package org.kubeos.oci.registry;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * How long to wait for a registry, and how often to try again.
 *
 * @param connect for a connection
 * @param stall with no byte moving either way
 * @param rateWindow over which the rate of a transfer is averaged
 * @param whole for all of one push, or for one manifest or layer that is pulled
 * @param retries in a row without getting on
 * @param firstPause before the first retry; each further one is twice as long as the one before
 * @param pause how time is let pass
 */
public record Patience(
        Duration connect,
        Duration stall,
        Duration rateWindow,
        Duration whole,
        int retries,
        Duration firstPause,
        Pause pause) {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    public static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(20),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofHours(2),
            5,
            Duration.ofMillis(500),
            Patience::sleep);

    /** Lets time pass; tests pass on at once. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration duration) throws InterruptedIOException;
    }

    public Patience withPause(Pause newPause) {
        return new Patience(connect, stall, rateWindow, whole, retries, firstPause, newPause);
    }

    public Patience withStall(Duration newStall) {
        return new Patience(connect, newStall, rateWindow, whole, retries, firstPause, pause);
    }

    public Patience withRateWindow(Duration newWindow) {
        return new Patience(connect, stall, newWindow, whole, retries, firstPause, pause);
    }

    public Patience withWhole(Duration newWhole) {
        return new Patience(connect, stall, rateWindow, newWhole, retries, firstPause, pause);
    }

    /** @param retry 1 for the first one */
    Duration pauseBefore(int retry) {
        Duration doubled = firstPause.multipliedBy(1L << Math.min(retry - 1, 16));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private static void sleep(Duration duration) throws InterruptedIOException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while waiting for a registry");
        }
    }
}
