package org.kubeos.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.kubeos.oci.BulkInputStream;

/**
 * The body of a response with timeouts, which Java's client doesn't have. A thread closes the body when a read gets no bytes
 * within the idle timeout, when the transfer is too slow, or when the deadline has passed.
 */
final class IdleTimeoutInputStream extends BulkInputStream {

    private static final Duration MAX_INTERVAL = Duration.ofSeconds(1);
    private static final int CHECKS_PER_TIMEOUT = 4;

    private final InputStream in;
    private final Duration timeout;
    private final Duration window;
    private final long minRate;
    private final Deadline deadline;
    private final TransferRate rate;
    private final Thread watch;
    /** Start of the read in progress, by {@link System#nanoTime}. */
    private volatile OptionalLong readingSince = OptionalLong.empty();

    private volatile Optional<IOException> failure = Optional.empty();

    /** @param minRate minimum rate, in bytes per second */
    IdleTimeoutInputStream(InputStream in, RetryPolicy policy, long minRate, Deadline deadline) {
        this.in = in;
        this.timeout = policy.idleTimeout();
        this.window = policy.rateWindow();
        this.minRate = minRate;
        this.rate = new TransferRate(minRate, window);
        this.deadline = deadline;
        this.watch = Thread.ofVirtual().start(this::watch);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        readingSince = OptionalLong.of(System.nanoTime());
        rate.begin();
        int count = 0;
        try {
            count = in.read(buffer, offset, length);
            if (count < 0 && failure.isPresent()) {
                throw failure.get();
            }
            return count;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw (IOException)
                        new InterruptedIOException("interrupted while reading from a registry").initCause(e);
            }
            throw failure.orElse(e);
        } finally {
            rate.end(count);
            readingSince = OptionalLong.empty();
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        in.close();
    }

    private void watch() {
        Duration interval = Stream.of(
                        timeout.dividedBy(CHECKS_PER_TIMEOUT), window.dividedBy(CHECKS_PER_TIMEOUT), MAX_INTERVAL)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        try {
            while (failure.isEmpty()) {
                Thread.sleep(interval);
                failure = check();
            }
            in.close();
        } catch (InterruptedException e) {
            // The body was closed.
        } catch (IOException e) {
            // The reader gets the failure itself.
        }
    }

    private Optional<IOException> check() {
        if (!deadline.left().isPositive()) {
            return Optional.of(deadline.passed());
        }
        if (rate.isTooLow()) {
            return Optional.of(new SlowTransferException(minRate, window));
        }
        OptionalLong since = readingSince;
        return since.isPresent() && System.nanoTime() - since.getAsLong() > timeout.toNanos()
                ? Optional.of(new IdleTimeoutException(timeout))
                : Optional.empty();
    }
}
