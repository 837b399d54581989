package org.kubeos.oci.registry;

import java.time.Duration;

/**
 * Whether a server sends as much as it has to, averaged over a window. Only the time counts in which somebody waits for its
 * bytes. Thread-safe.
 */
final class TransferRate {

    private final long minimum;
    private final Duration window;
    private long bytes;
    private Duration waited = Duration.ZERO;
    private IdleTimer waiting = new IdleTimer();
    private boolean isWaiting;

    /** @param minimum bytes a second */
    TransferRate(long minimum, Duration window) {
        this.minimum = minimum;
        this.window = window;
    }

    synchronized void begin() {
        isWaiting = true;
        waiting = new IdleTimer();
    }

    /** @param count bytes that have come, or less than 0 */
    synchronized void end(int count) {
        waited = waited.plus(waiting.idle());
        isWaiting = false;
        bytes += Math.max(0, count);
    }

    /** Whether a window has passed with too few bytes; if it has passed with enough, the next one begins. */
    synchronized boolean isTooLow() {
        Duration time = isWaiting ? waited.plus(waiting.idle()) : waited;
        if (time.compareTo(window) < 0) {
            return false;
        }
        boolean tooLow = bytes < minimum * (time.toMillis() / 1000.0);
        bytes = 0;
        waited = Duration.ZERO;
        waiting = new IdleTimer();
        return tooLow;
    }
}
