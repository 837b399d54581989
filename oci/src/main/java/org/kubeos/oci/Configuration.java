package org.kubeos.oci;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.oci.internal.Json;
import org.kubeos.oci.internal.JsonDocument;

/**
 * What an image runs on, how it starts, and what its layers unpack to. Source: OCI Image Specification, config.md.
 *
 * @param diffIds digests of the layers' tar archives, uncompressed, the lowest layer's first
 */
public record Configuration(
        Platform platform,
        Instant created,
        ExecutionConfig launch,
        SortedMap<String, String> labels,
        List<Digest> diffIds) {

    private static final String MAKER = "kbimg";

    public Configuration {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        diffIds = List.copyOf(diffIds);
    }

    /**
     * @param where the document comes from, for messages
     * @return what it says; of 1970 if it doesn't say when it was created
     */
    public static Configuration parse(byte[] document, String where) {
        JsonDocument json = JsonDocument.parse(document, "the config of " + where);
        JsonDocument launch = json.at("config");
        return new Configuration(
                new Platform(json.at("os").text(), json.at("architecture").text()),
                instant(json.at("created")),
                new ExecutionConfig(
                        launch.at("Entrypoint").list(JsonDocument::text),
                        launch.at("Cmd").list(JsonDocument::text),
                        launch.at("Env").list(JsonDocument::text),
                        launch.at("ExposedPorts").keys()),
                launch.at("Labels").texts(),
                json.at("rootfs").at("diff_ids").list(JsonDocument::digest));
    }

    private static Instant instant(JsonDocument json) {
        try {
            return Instant.parse(json.text(Instant.EPOCH.toString()));
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    public Blob.Document encode() {
        var json = new LinkedHashMap<String, Object>();
        json.put("created", created.toString());
        json.put("architecture", platform.architecture());
        json.put("os", platform.os());
        json.put("config", encodeLaunch());
        var rootfs = new LinkedHashMap<String, Object>();
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", diffIds.stream().map(Digest::toString).toList());
        json.put("rootfs", rootfs);
        var step = new LinkedHashMap<String, Object>();
        step.put("created", created.toString());
        step.put("created_by", MAKER);
        json.put("history", Collections.nCopies(diffIds.size(), step));
        return Blob.Document.of(MediaTypes.CONFIG, Json.encode(json));
    }

    private Map<String, Object> encodeLaunch() {
        var json = new LinkedHashMap<String, Object>();
        if (!launch.ports().isEmpty()) {
            var ports = new TreeMap<String, Object>();
            launch.ports().forEach(port -> ports.put(port, Map.of()));
            json.put("ExposedPorts", ports);
        }
        putIfAny(json, "Env", launch.environment());
        putIfAny(json, "Entrypoint", launch.entrypoint());
        putIfAny(json, "Cmd", launch.command());
        if (!labels.isEmpty()) {
            json.put("Labels", labels);
        }
        return json;
    }

    private static void putIfAny(Map<String, Object> json, String key, List<String> values) {
        if (!values.isEmpty()) {
            json.put(key, values);
        }
    }
}
