package org.kubeos.oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.oci.json.Json;

/** A response has an unexpected status or content. */
final class UnexpectedStatusException extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_WORDS = 300;

    private final int status;
    private final transient List<String> codes;
    private final transient Optional<Duration> retryAfter;

    private UnexpectedStatusException(RegistryResponse reply, String what, List<String> codes) {
        super(reply.uri().getAuthority() + " " + what);
        this.status = reply.status();
        this.codes = List.copyOf(codes);
        this.retryAfter = reply.header("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    UnexpectedStatusException(RegistryResponse reply, String what) {
        this(reply, what, List.of());
    }

    /** For a request that the client itself refuses. */
    UnexpectedStatusException(String what) {
        super(what);
        this.status = 0;
        this.codes = List.of();
        this.retryAfter = Optional.empty();
    }

    /** @param body JSON of the form in the Distribution Specification, "Error Codes", or anything else */
    static UnexpectedStatusException of(RegistryResponse reply, String body) {
        var codes = new ArrayList<String>();
        var words = new ArrayList<String>();
        for (JsonNode error : Json.readLeniently(body).path("errors")) {
            codes.add(error.path("code").asText());
            words.add(error.path("code").asText() + ": " + error.path("message").asText());
        }
        String said = printable(String.join("; ", words));
        return new UnexpectedStatusException(
                reply, "answered " + reply.status() + (said.isEmpty() ? "" : " (" + said + ")"), codes);
    }

    /** A server's message may contain anything. */
    private static String printable(String words) {
        String clean = words.replaceAll("\\p{Cntrl}+", " ").strip();
        return clean.length() <= MAX_WORDS ? clean : clean.substring(0, MAX_WORDS) + "…";
    }

    int status() {
        return status;
    }

    boolean names(String code) {
        return codes.contains(code);
    }

    /** The pause that the server asks for. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
