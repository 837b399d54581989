package org.kubeos.oci.registry;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The body of one request on its way. Closing it lets go of what it reads from, which Java's client doesn't after a failure. */
final class Upload implements Closeable {

    private final Optional<RegistryRequest.Part> part;
    private final IdleTimer activity;
    private final AtomicReference<InputStream> opened = new AtomicReference<>(InputStream.nullInputStream());

    Upload(Optional<RegistryRequest.Part> part, IdleTimer activity) {
        this.part = part;
        this.activity = activity;
    }

    BodyPublisher publisher() {
        return part.filter(bytes -> bytes.length() > 0)
                .map(bytes -> BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> new Reading(bytes)), bytes.length()))
                .orElseGet(BodyPublishers::noBody);
    }

    @Override
    public void close() throws IOException {
        opened.get().close();
    }

    /** Reads the part, from its beginning, however often the client asks for one. */
    private final class Reading extends InputStream {
        private final RegistryRequest.Part bytes;
        private long left;
        private boolean started;

        Reading(RegistryRequest.Part bytes) {
            this.bytes = bytes;
            this.left = bytes.length();
        }

        @Override
        public int read() throws IOException {
            var single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (!started) {
                opened.getAndSet(bytes.open()).close();
                started = true;
            }
            int count = left == 0 ? -1 : opened.get().read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            activity.moved();
            return count;
        }
    }
}
