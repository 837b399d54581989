package org.kubeos.agent.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kubeos.agent.AgentException;
import org.kubeos.nodelayout.AgentFiles;
import org.kubeos.oci.json.Json;
import org.kubeos.oci.registry.HostSettings;
import org.kubeos.oci.registry.HostSettings.ClientCertificate;

/**
 * What the config of the running image says to the agent.
 *
 * @param registries by host, as in image names
 * @param bandwidth most bytes that an upgrade fetches in a second; 0: no limit
 * @param tries how often a new version may be booted before the node returns to the one before; from 1 to 3
 * @param allowUnsigned whether an upgrade that nobody has signed will do
 */
public record AgentConfiguration(
        Health health, Map<String, Registry> registries, long bandwidth, int tries, boolean allowUnsigned) {

    /** Where the image has no file. */
    public static final AgentConfiguration DEFAULT = new AgentConfiguration(
            new Health(Optional.empty(), List.of(), Duration.ofMinutes(10)), Map.of(), 0, 3, false);

    public AgentConfiguration {
        registries = Map.copyOf(registries);
    }

    /**
     * What a new version must pass, besides the scripts in the directories of {@link AgentFiles}.
     *
     * @param units systemd units that must be active; empty: those of the container runtime and the kubelet that are
     *     enabled
     * @param http addresses that must answer with a status from 200 to 299
     * @param deadline for all of it, from the start of the trial boot
     */
    public record Health(Optional<List<String>> units, List<URI> http, Duration deadline) {

        public Health {
            units = units.map(List::copyOf);
            http = List.copyOf(http);
        }
    }

    /**
     * A registry that needs more than HTTPS with the system's certificates.
     *
     * @param mirrors hosts, with the port if it isn't the usual one, to ask before the registry itself, in this order
     */
    public record Registry(HostSettings settings, List<String> mirrors) {

        public Registry {
            mirrors = List.copyOf(mirrors);
        }
    }

    /**
     * Reads the file of the running image.
     *
     * @throws AgentException if it is there but can't be read or understood
     */
    public static AgentConfiguration load(NodeRoot root) {
        Path file = root.path("/" + AgentFiles.CONFIGURATION);
        try {
            JsonNode json = Json.read(Files.readAllBytes(file));
            if (json.path("format").asInt() != AgentFiles.FORMAT) {
                throw new AgentException("Can't read " + file + ": its format is "
                        + json.path("format").asText("missing") + ", but this agent knows only format "
                        + AgentFiles.FORMAT + ". The agent and the file must come from the same image.");
            }
            return new AgentConfiguration(
                    health(json.path("health")),
                    registries(json.path("registries"), root),
                    json.path("bandwidth").asLong(0),
                    json.path("tries").asInt(DEFAULT.tries()),
                    json.path("allowUnsigned").asBoolean(false));
        } catch (NoSuchFileException e) {
            return DEFAULT;
        } catch (JsonProcessingException e) {
            throw new AgentException("Can't read " + file + ": " + e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw new AgentException("Can't read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Health health(JsonNode json) {
        Optional<List<String>> units = json.path("units").isArray()
                ? Optional.of(list(json.path("units"), Function.identity()))
                : Optional.empty();
        long seconds =
                json.path("deadlineSeconds").asLong(DEFAULT.health().deadline().toSeconds());
        return new Health(units, list(json.path("http"), URI::create), Duration.ofSeconds(seconds));
    }

    private static Map<String, Registry> registries(JsonNode json, NodeRoot root) {
        var registries = new LinkedHashMap<String, Registry>();
        json.properties().forEach(entry -> registries.put(entry.getKey(), registry(entry.getValue(), root)));
        return registries;
    }

    private static Registry registry(JsonNode json, NodeRoot root) {
        Optional<Path> key = path(json, "clientKey", root);
        var settings = new HostSettings(
                path(json, "ca", root),
                path(json, "clientCert", root)
                        .flatMap(certificate -> key.map(k -> new ClientCertificate(certificate, k))),
                json.path("insecure").asBoolean(false),
                json.path("minRate").asLong(HostSettings.DEFAULT_MIN_RATE));
        return new Registry(settings, list(json.path("mirrors"), Function.identity()));
    }

    private static Optional<Path> path(JsonNode json, String key, NodeRoot root) {
        return json.path(key).isTextual() ? Optional.of(root.path(json.path(key).asText())) : Optional.empty();
    }

    private static <T> List<T> list(JsonNode json, Function<String, T> element) {
        return json.valueStream().map(JsonNode::asText).map(element).toList();
    }
}
