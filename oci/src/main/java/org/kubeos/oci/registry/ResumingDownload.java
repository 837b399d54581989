package org.kubeos.oci.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.internal.BulkInputStream;

/** Content from a registry, unverified. When the connection breaks, the rest is requested. */
final class ResumingDownload extends BulkInputStream {

    private final URI address;
    private final Descriptor descriptor;
    private final Retrier retrier;
    private final Retrier.Attempts attempts;
    private long position;
    private InputStream body = InputStream.nullInputStream();
    private boolean connected;

    ResumingDownload(URI address, Descriptor descriptor, long offset, Retrier retrier) {
        this.address = address;
        this.descriptor = descriptor;
        this.retrier = retrier;
        this.attempts = retrier.attempts();
        this.position = offset;
    }

    /** Requests the content, so that missing content is reported before the first read. */
    void connect() throws IOException {
        while (!connected && position < descriptor.size()) {
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
        while (true) {
            connect();
            try {
                int count = body.read(buffer, offset, length);
                if (count < 0 && position < descriptor.size()) {
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
        RegistryResponse reply =
                retrier.send(position == 0 ? request : request.with("Range", "bytes=" + position + "-"));
        try {
            reply.expect(200, 206);
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
