package org.kubeos.oci.registry;

import java.time.Duration;

/**
 * The rate at which a server sends, averaged over a window. Only the time in which somebody waits for its bytes counts.
 * Thread-safe.
 */
final class TransferRate {

    private final long minimum;
    private final Duration window;
    private long bytes;
    private Duration waited = Duration.ZERO;
    private boolean isWaiting;

    /** By {@link System#nanoTime}. */
    private long waitingSince;

    /** @param minimum in bytes per second */
    TransferRate(long minimum, Duration window) {
        this.minimum = minimum;
        this.window = window;
    }

    synchronized void begin() {
        isWaiting = true;
        waitingSince = System.nanoTime();
    }

    /** @param count bytes that were read, or less than 0 */
    synchronized void end(int count) {
        waited = waited.plus(waiting());
        isWaiting = false;
        bytes += Math.max(0, count);
    }

    /** Whether a window has ended with too few bytes. When one ends, the next one begins. */
    synchronized boolean isTooLow() {
        Duration time = isWaiting ? waited.plus(waiting()) : waited;
        if (time.compareTo(window) < 0) {
            return false;
        }
        boolean tooLow = bytes < minimum * (time.toMillis() / 1000.0);
        bytes = 0;
        waited = Duration.ZERO;
        waitingSince = System.nanoTime();
        return tooLow;
    }

    private Duration waiting() {
        return Duration.ofNanos(System.nanoTime() - waitingSince);
    }
}
