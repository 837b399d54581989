package org.kubeos.oci.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The body of an answer, which Java's client would wait for without an end. A thread watches over it and closes it when
 * nothing or too little comes while somebody reads, or when the deadline has passed.
 */
final class IdleTimeoutInputStream extends FilterInputStream {

    private static final Duration MAX_NAP = Duration.ofSeconds(1);
    private static final int CHECKS_PER_STALL = 4;

    private final Duration stall;
    private final Duration window;
    private final long minRate;
    private final Deadline deadline;
    private final TransferRate rate;
    private final Thread watch;
    private volatile Optional<IdleTimer> reading = Optional.empty();
    private volatile Optional<IOException> failure = Optional.empty();

    /** @param minRate bytes a second that have to come */
    IdleTimeoutInputStream(InputStream in, RetryPolicy patience, long minRate, Deadline deadline) {
        super(in);
        this.stall = patience.stall();
        this.window = patience.rateWindow();
        this.minRate = minRate;
        this.rate = new TransferRate(minRate, window);
        this.deadline = deadline;
        this.watch = Thread.ofVirtual().start(this::watch);
    }

    @Override
    public int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        reading = Optional.of(new IdleTimer());
        rate.begin();
        int count = 0;
        try {
            count = super.read(buffer, offset, length);
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
            reading = Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        super.close();
    }

    private void watch() {
        Duration nap = Stream.of(stall.dividedBy(CHECKS_PER_STALL), window.dividedBy(CHECKS_PER_STALL), MAX_NAP)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        try {
            while (failure.isEmpty()) {
                Thread.sleep(nap);
                failure = trouble();
            }
            in.close();
        } catch (InterruptedException e) {
            // The body was closed.
        } catch (IOException e) {
            // The reader meets the failure itself.
        }
    }

    private Optional<IOException> trouble() {
        if (!deadline.left().isPositive()) {
            return Optional.of(deadline.passed());
        }
        if (rate.isTooLow()) {
            return Optional.of(new SlowTransferException(minRate, window));
        }
        return reading.filter(since -> since.idle().compareTo(stall) > 0).map(_ -> new IdleTimeoutException(stall));
    }
}
