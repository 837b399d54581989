package org.kubeos.agent.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Keeps downloads together below a rate. Several threads may use it. */
final class Throttle {

    /** Waits. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** In bytes; what is read at once without looking at the clock. */
    private static final int SHARE = 32 << 10;

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    /** When the next byte may come, by the clock. */
    private long next;

    /** @param bytesPerSecond 0 for no limit */
    Throttle(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, Thread::sleep);
    }

    Throttle(long bytesPerSecond, LongSupplier nanoTime, Sleeper sleeper) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.next = nanoTime.getAsLong();
    }

    /** The same content, no faster than allowed. */
    InputStream limit(InputStream in) {
        if (bytesPerSecond == 0) {
            return in;
        }
        // Not a filter: those skip without reading.
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = in.read(buffer, offset, Math.min(length, SHARE));
                if (count > 0) {
                    await(count);
                }
                return count;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    private void await(int bytes) throws IOException {
        Duration pause = Duration.ofNanos(reserve(bytes));
        if (pause.isPositive()) {
            try {
                sleeper.sleep(pause);
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted while keeping to the bandwidth limit");
            }
        }
    }

    /** How long whoever has read {@code bytes} has to wait, in nanoseconds. Time in which nobody reads isn't saved up. */
    private synchronized long reserve(int bytes) {
        long now = nanoTime.getAsLong();
        next = Math.max(next, now) + bytes * 1_000_000_000L / bytesPerSecond;
        return next - now;
    }
}
