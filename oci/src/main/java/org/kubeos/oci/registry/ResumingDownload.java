package org.kubeos.oci.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.kubeos.oci.BulkInputStream;
import org.kubeos.oci.Descriptor;

/** Content from a registry, unverified. When the connection breaks, the rest is requested. */
final class ResumingDownload extends BulkInputStream {

    private final URI address;
    private final Descriptor descriptor;
    private final Retrier retrier;
    private final Retrier.Attempts attempts;
    /** Behind the last byte; what a range must not exceed. */
    private final long end;

    private final boolean isRange;
    private final long start;
    private long position;
    private boolean givesAll;
    private InputStream body = InputStream.nullInputStream();
    private boolean connected;

    private ResumingDownload(
            URI address, Descriptor descriptor, long offset, long end, boolean isRange, Retrier retrier) {
        this.address = address;
        this.descriptor = descriptor;
        this.retrier = retrier;
        this.attempts = retrier.attempts();
        this.start = offset;
        this.position = offset;
        this.end = end;
        this.isRange = isRange;
    }

    /** All bytes from {@code offset} on. */
    static ResumingDownload from(long offset, URI address, Descriptor descriptor, Retrier retrier) {
        return new ResumingDownload(address, descriptor, offset, descriptor.size(), false, retrier);
    }

    /** The bytes from {@code offset} on that lie before {@code end}. */
    static ResumingDownload range(long offset, long end, URI address, Descriptor descriptor, Retrier retrier) {
        return new ResumingDownload(address, descriptor, offset, end, true, retrier);
    }

    /** Whether the registry has answered a request for a range with all of the content, which isn't read then. */
    boolean givesAll() {
        return givesAll;
    }

    /** Requests the content, so that missing content is reported before the first read. */
    void connect() throws IOException {
        while (!connected && position < end) {
            try {
                body = request();
                connected = true;
            } catch (IOException e) {
                attempts.awaitRetry(e, words());
            }
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (isRange && position == end) {
            return -1;
        }
        int wanted = isRange ? (int) Math.min(length, end - position) : length;
        while (true) {
            connect();
            try {
                int count = body.read(buffer, offset, wanted);
                if (count < 0 && position < end) {
                    throw new EOFException("the registry closed the connection after " + position + " bytes");
                }
                if (count > 0) {
                    position += count;
                    attempts.progressed();
                }
                return count;
            } catch (IOException e) {
                disconnect();
                attempts.awaitRetry(e, words());
            }
        }
    }

    private InputStream request() throws IOException {
        RegistryRequest request = RegistryRequest.get(address).with("Accept", descriptor.mediaType() + ", */*");
        RegistryResponse reply = retrier.send(position == 0 && !isRange ? request : request.with("Range", range()));
        try {
            reply.expect(200, 206);
            if (isRange && position == start && reply.status() == 200) {
                reply.close();
                givesAll = true;
                return InputStream.nullInputStream();
            }
            if (reply.status() == 200) {
                reply.body().skipNBytes(position);
            } else if (!reply.header("Content-Range").orElse("").startsWith("bytes " + position + "-")) {
                throw new UnexpectedStatusException(reply, "sent a different range than was asked for");
            }
            return reply.body();
        } catch (IOException e) {
            reply.close();
            throw e;
        }
    }

    // RFC 9110, section 14.1.2: the last position is inclusive.
    private String range() {
        return "bytes=" + position + "-" + (isRange ? String.valueOf(end - 1) : "");
    }

    private void disconnect() throws IOException {
        connected = false;
        body.close();
        body = InputStream.nullInputStream();
    }

    private String words() {
        return "fetching " + descriptor.digest() + " (" + position + " of " + descriptor.size() + " bytes are here)";
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
