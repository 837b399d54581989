package org.kubeos.oci.registry;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.oci.Blob;

/**
 * Uploads one blob to a repository: a small one in a single request, others in chunks, so that a failure costs one chunk if
 * the registry keeps the rest. Source: OCI Distribution Specification, "Pushing blobs".
 */
final class BlobUpload {

    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

    private final Blob blob;
    private final Session session;
    private final Retrier retrier;
    private final LongConsumer progress;
    private final long size;
    /** Where to continue; registries give a new address after each chunk. */
    private Optional<URI> address = Optional.empty();

    private final int wantedChunk;
    private long chunk;
    private long sent;
    private long mostSent;
    private boolean tried;
    private boolean damagedBefore;

    /**
     * @param chunk bytes per request, unless the registry requires more
     * @param progress receives the number of bytes that the registry has
     */
    BlobUpload(Blob blob, int chunk, Session session, Retrier retrier, LongConsumer progress) {
        this.blob = blob;
        this.wantedChunk = chunk;
        this.chunk = chunk;
        this.session = session;
        this.retrier = retrier;
        this.progress = progress;
        this.size = blob.descriptor().size();
    }

    /** One attempt, which continues with the bytes that the registry has from previous ones. */
    boolean attempt(Retrier.Attempts attempts) throws IOException {
        if (exists()) {
            return true;
        }
        if (tried) {
            recover();
        }
        tried = true;
        if (address.isEmpty()) {
            start();
        }
        while (size > chunk && sent < size) {
            sendChunk();
            if (sent > mostSent) {
                mostSent = sent;
                attempts.progressed();
            }
            progress.accept(sent);
        }
        finish();
        return true;
    }

    private boolean exists() throws IOException {
        RegistryRequest request = RegistryRequest.head(
                session.address("blobs/" + blob.descriptor().digest()));
        try (RegistryResponse reply = retrier.send(request)) {
            return reply.expect(200, 404).status() == 200;
        }
    }

    private void start() throws IOException {
        RegistryRequest request = RegistryRequest.of("POST", session.address("blobs/uploads/"));
        try (RegistryResponse reply = retrier.send(request)) {
            reply.expect(202);
            address = Optional.of(reply.location());
            sent = 0;
            chunk = reply.header("OCI-Chunk-Min-Length")
                    .filter(length -> length.matches("\\d{1,18}"))
                    .map(length -> Math.max(wantedChunk, Long.parseLong(length)))
                    .orElse((long) wantedChunk);
        }
    }

    private void sendChunk() throws IOException {
        long length = Math.min(chunk, size - sent);
        RegistryRequest request = RegistryRequest.of("PATCH", address.orElseThrow())
                .with("Content-Range", sent + "-" + (sent + length - 1))
                .with(new RegistryRequest.Part(blob, sent, length), RegistryRequest.OCTETS);
        try (RegistryResponse reply = retrier.send(request)) {
            reply.expect(202, 204);
            address = Optional.of(reply.location());
            sent = stored(reply, sent + length);
        } catch (UnexpectedStatusException e) {
            throw lost(e);
        }
    }

    private void finish() throws IOException {
        URI upload = address.orElseThrow();
        String separator = upload.getRawQuery() == null ? "?" : "&";
        URI target =
                URI.create(upload + separator + "digest=" + blob.descriptor().digest());
        RegistryRequest request = RegistryRequest.of("PUT", target)
                .with(new RegistryRequest.Part(blob, sent, size - sent), RegistryRequest.OCTETS);
        try (RegistryResponse reply = retrier.send(request)) {
            reply.expect(201, 204);
            progress.accept(size);
        } catch (UnexpectedStatusException e) {
            if (e.names("DIGEST_INVALID") && !damagedBefore) {
                damagedBefore = true;
                forget();
                throw new CorruptContentException(e);
            }
            throw lost(e);
        }
    }

    /** After a failure, asks the registry how many bytes it has. If it does not say, the upload starts over. */
    private void recover() throws IOException {
        if (address.isEmpty() || size <= chunk) {
            forget();
            return;
        }
        try (RegistryResponse reply = retrier.send(RegistryRequest.get(address.get()))) {
            if (reply.status() == 204 || reply.status() == 202) {
                sent = stored(reply, 0);
                address = reply.header("Location").isPresent() ? Optional.of(reply.location()) : address;
            } else {
                forget();
            }
        }
    }

    private void forget() {
        address = Optional.empty();
        sent = 0;
    }

    /** The number of bytes that the registry has by its own account; "0-0" means none. */
    private long stored(RegistryResponse reply, long otherwise) throws IOException {
        Matcher range = RANGE.matcher(reply.header("Range").orElse(""));
        if (!range.matches()) {
            return otherwise;
        }
        long last = Long.parseLong(range.group(1));
        if (last >= size) {
            throw new UnexpectedStatusException(reply, "claims to have more bytes than were sent");
        }
        return last == 0 ? 0 : last + 1;
    }

    /** A registry that has lost an upload may accept a new one. */
    private static IOException lost(UnexpectedStatusException refusal) {
        return refusal.status() == 404 || refusal.status() == 416 ? new CorruptContentException(refusal) : refusal;
    }
}
