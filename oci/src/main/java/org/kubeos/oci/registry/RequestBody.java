package org.kubeos.oci.registry;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.kubeos.oci.BulkInputStream;

/** The body of one request. Closing it closes the stream that it reads, which Java's client doesn't after a failure. */
final class RequestBody implements Closeable {

    private final Optional<RegistryRequest.Part> part;
    private volatile long lastMoved = System.nanoTime();
    private final AtomicReference<InputStream> opened = new AtomicReference<>(InputStream.nullInputStream());

    RequestBody(Optional<RegistryRequest.Part> part) {
        this.part = part;
    }

    BodyPublisher publisher() {
        return part.filter(bytes -> bytes.length() > 0)
                .map(bytes -> BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> new PartInputStream(bytes)), bytes.length()))
                .orElseGet(BodyPublishers::noBody);
    }

    /** Time since the last byte was taken from the body, or since the upload began. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastMoved);
    }

    @Override
    public void close() throws IOException {
        opened.get().close();
    }

    /** Reads the part from its beginning; the client may open several. */
    private final class PartInputStream extends BulkInputStream {
        private final RegistryRequest.Part bytes;
        private long left;
        private boolean started;

        PartInputStream(RegistryRequest.Part bytes) {
            this.bytes = bytes;
            this.left = bytes.length();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (!started) {
                opened.getAndSet(bytes.open()).close();
                started = true;
            }
            int count = left == 0 ? -1 : opened.get().read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            lastMoved = System.nanoTime();
            return count;
        }
    }
}
