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
 * An HTTP response.
 *
 * @param uri of the request, after redirects
 * @param body must be closed
 */
record RegistryResponse(int status, URI uri, HttpHeaders headers, InputStream body) implements Closeable {

    private static final int MAX_MESSAGE = 64 << 10;

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    List<Challenge> challenges() {
        return Challenge.parse(headers.allValues("WWW-Authenticate"));
    }

    /**
     * This response, if it has one of {@code statuses}.
     *
     * @throws UnexpectedStatusException if not
     */
    RegistryResponse expect(Integer... statuses) throws IOException {
        if (List.of(statuses).contains(status)) {
            return this;
        }
        throw refusal();
    }

    /** The refusal of the server, with its error message if there is one. */
    UnexpectedStatusException refusal() throws IOException {
        try (body) {
            return UnexpectedStatusException.of(this, new String(body.readNBytes(MAX_MESSAGE), StandardCharsets.UTF_8));
        }
    }

    /** The address of the Location header. */
    URI location() throws IOException {
        String location = header("Location")
                .orElseThrow(() ->
                        new UnexpectedStatusException(this, "redirected without an address (no Location header)"));
        try {
            return uri.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new UnexpectedStatusException(
                    this, "redirected to something that is not an address (Location header)");
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
