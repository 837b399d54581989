package org.kubeos.oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.kubeos.oci.Blob;
import org.kubeos.oci.json.Json;
import org.kubeos.process.ApplicationName;

/**
 * Requests tokens for a registry from its token server. Sources: Docker's "Token Authentication Specification", and its "OAuth2" for
 * identity tokens.
 */
record TokenServer(ApplicationName client, Challenge challenge, Sender sender, TokenTrust trust) {

    private static final int MAX_ANSWER = 1 << 20;

    /** The specification's default if the server sets none. */
    private static final int DEFAULT_SECONDS = 60;

    /** Longer than any push or pull; a token that the registry refuses earlier is renewed then. */
    private static final int MAX_SECONDS = 24 * 60 * 60;

    /** Sends a request without adding credentials. */
    @FunctionalInterface
    interface Sender {
        RegistryResponse send(RegistryRequest request, Deadline deadline) throws IOException;
    }

    /** @param life time to use the token: less than its lifetime, since requests take time */
    record Token(String value, Duration life) {}

    Token token(String scope, Credentials credentials, Deadline deadline) throws IOException {
        var parameters = new LinkedHashMap<String, String>();
        challenge.parameter("service").ifPresent(service -> parameters.put("service", service));
        parameters.put("scope", scope);
        if (credentials instanceof Credentials.Password || credentials instanceof Credentials.IdentityToken) {
            trust.check(realm());
        }
        try (RegistryResponse reply = sender.send(request(parameters, credentials), deadline)) {
            reply.expect(200);
            String text = new String(reply.body().readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
            JsonNode answer = Json.readLeniently(text);
            String value =
                    answer.path("token").asText(answer.path("access_token").asText());
            if (!value.matches("[A-Za-z0-9._~+/=-]+")) {
                throw new UnexpectedStatusException(reply, "sent no token");
            }
            return new Token(value, life(answer.path("expires_in")));
        }
    }

    /**
     * The time to use a token, whatever the server says. {@code issued_at} is ignored: time counts from the arrival of the
     * token, since clocks may differ.
     */
    static Duration life(JsonNode expiresIn) {
        double seconds = expiresIn.asDouble(DEFAULT_SECONDS);
        double sound = seconds > 0 ? Math.min(seconds, MAX_SECONDS) : DEFAULT_SECONDS;
        return Duration.ofMillis((long) (sound * 800));
    }

    private RegistryRequest request(Map<String, String> parameters, Credentials credentials) throws IOException {
        return switch (credentials) {
            case Credentials.Password password -> get(parameters).with("Authorization", password.basic());
            case Credentials.IdentityToken identity -> {
                parameters.put("grant_type", "refresh_token");
                parameters.put("refresh_token", identity.token());
                parameters.put("client_id", client.value());
                yield post(parameters);
            }
            case Credentials.RegistryToken _, Credentials.Anonymous _ -> get(parameters);
        };
    }

    private RegistryRequest get(Map<String, String> parameters) throws IOException {
        String realm = realm().toString();
        return RegistryRequest.get(URI.create(realm + (realm.contains("?") ? "&" : "?") + encoded(parameters)));
    }

    private RegistryRequest post(Map<String, String> parameters) throws IOException {
        String form = "application/x-www-form-urlencoded";
        var document = Blob.Document.of(form, encoded(parameters).getBytes(StandardCharsets.UTF_8));
        return RegistryRequest.of("POST", realm()).with(RegistryRequest.Part.total(document), form);
    }

    private URI realm() throws IOException {
        try {
            return URI.create(challenge.parameter("realm").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new UnexpectedStatusException("the registry names a token server whose address is not a URL");
        }
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
