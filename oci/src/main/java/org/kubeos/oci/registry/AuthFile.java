package org.kubeos.oci.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.oci.ClientConfigurationException;
import org.kubeos.oci.json.Json;

/** A file with credentials: {@code auth.json} or Docker's {@code config.json}, which have the same keys. */
record AuthFile(Path file, JsonNode root) {

    /** Docker's key for the credentials of Docker Hub. */
    private static final String DOCKER_HUB = "https://index.docker.io/v1/";

    /** Asks a credential helper by its name, "pass" for docker-credential-pass. */
    @FunctionalInterface
    interface Helper {
        Optional<Credentials> get(String name, String server) throws IOException;
    }

    static AuthFile read(Path file) throws IOException {
        try {
            return new AuthFile(file, Json.read(Files.readString(file)));
        } catch (JsonProcessingException e) {
            throw new ClientConfigurationException(file + ", which holds credentials for registries, is not JSON (line "
                    + e.getLocation().getLineNr() + "). Correct it, or log in again.");
        }
    }

    Optional<Credentials> find(String registry, String repository, Helper helper) throws IOException {
        String server = registry.equals("docker.io") ? DOCKER_HUB : registry;
        String named = root.path("credHelpers").path(registry).asText();
        for (String name : List.of(named, root.path("credsStore").asText())) {
            Optional<Credentials> found = name.isEmpty() ? Optional.empty() : helper.get(name, server);
            if (found.isPresent()) {
                return found;
            }
        }
        for (String key : keys(registry, repository)) {
            JsonNode entry = entry(key);
            if (!entry.isEmpty()) {
                return credentials(key, entry);
            }
        }
        return Optional.empty();
    }

    /** The keys to look up: the repository, its parents, the registry. */
    private static List<String> keys(String registry, String repository) {
        var keys = new ArrayList<String>();
        String path = registry + "/" + repository;
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            keys.add(path.substring(0, end));
        }
        return keys;
    }

    /** The entry of a key. Docker also writes URLs, of which only the host counts. */
    private JsonNode entry(String key) {
        JsonNode entries = root.path("auths");
        if (entries.has(key)) {
            return entries.get(key);
        }
        if (key.equals("docker.io")) {
            return entries.path(DOCKER_HUB);
        }
        return entries.properties().stream()
                .filter(entry -> entry.getKey().matches("https?://.*"))
                .filter(entry -> entry.getKey()
                        .replaceFirst("https?://", "")
                        .replaceFirst("/(v[12]/?)?$", "")
                        .equals(key))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }

    private Optional<Credentials> credentials(String key, JsonNode entry) {
        if (entry.hasNonNull("identitytoken")) {
            return Optional.of(
                    new Credentials.IdentityToken(entry.get("identitytoken").asText()));
        }
        if (entry.hasNonNull("registrytoken")) {
            return Optional.of(
                    new Credentials.RegistryToken(entry.get("registrytoken").asText()));
        }
        if (entry.hasNonNull("username")) {
            return Optional.of(new Credentials.Password(
                    entry.get("username").asText(), entry.path("password").asText()));
        }
        String encoded = entry.path("auth").asText();
        return encoded.isEmpty() ? Optional.empty() : Optional.of(decode(key, encoded));
    }

    private Credentials decode(String key, String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = both.indexOf(':');
            if (colon > 0) {
                // Old versions of Docker pad passwords with NUL characters.
                return new Credentials.Password(
                        both.substring(0, colon), both.substring(colon + 1).replace("\0", ""));
            }
        } catch (IllegalArgumentException e) {
            // Reported below without the value, which is a secret.
        }
        throw new ClientConfigurationException("In " + file + ", \"auth\" of " + key
                + " is not a user name and a password in Base64. Log in to that registry again.");
    }
}
