package org.kubeos.oci.registry;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A server's answer.
 *
 * @param uri that was asked in the end
 * @param body has to be closed
 */
record RegistryResponse(int status, URI uri, HttpHeaders headers, InputStream body) implements Closeable {

    private static final int MAX_MESSAGE = 64 << 10;

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    List<Challenge> challenges() {
        return Challenge.parse(headers.allValues("WWW-Authenticate"));
    }

    /** This answer, if its status is among {@code statuses}. */
    RegistryResponse expect(Integer... statuses) throws IOException {
        if (List.of(statuses).contains(status)) {
            return this;
        }
        throw refusal();
    }

    /** What the answer refuses, in the server's words as far as it has any. */
    UnexpectedStatusException refusal() throws IOException {
        try (body) {
            return UnexpectedStatusException.of(this, new String(body.readNBytes(MAX_MESSAGE), StandardCharsets.UTF_8));
        }
    }

    /** The address that the answer points to. */
    URI location() throws IOException {
        String location = header("Location")
                .orElseThrow(() -> new UnexpectedStatusException(this, "did not say where to go on (no Location)"));
        try {
            return uri.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new UnexpectedStatusException(this, "gave an address that is none (Location)");
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
