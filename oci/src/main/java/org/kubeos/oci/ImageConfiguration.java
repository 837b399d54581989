package org.kubeos.oci;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.oci.internal.JsonDocument;
import org.kubeos.oci.json.Json;
import org.kubeos.process.ApplicationName;

/**
 * The configuration document of an image: its platform, how its containers start, and the digests of its unpacked layers.
 * Source: OCI Image Specification, config.md.
 *
 * @param diffIds digests of the layers' uncompressed tar archives, the lowest layer's first
 */
public record ImageConfiguration(
        Platform platform,
        Instant created,
        ExecutionConfig execution,
        SortedMap<String, String> labels,
        List<Digest> diffIds) {

    public ImageConfiguration {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        diffIds = List.copyOf(diffIds);
    }

    /**
     * @param where the document comes from, for messages
     * @return the configuration; {@code created} is the epoch if the document has no valid date
     * @throws OciException if the document isn't JSON, or a required value is missing
     */
    public static ImageConfiguration parse(byte[] document, String where) {
        JsonDocument json = JsonDocument.parse(document, "The config of " + where);
        JsonDocument execution = json.at("config");
        return new ImageConfiguration(
                new Platform(json.at("os").text(), json.at("architecture").text()),
                instant(json.at("created")),
                new ExecutionConfig(
                        execution.at("Entrypoint").list(JsonDocument::text),
                        execution.at("Cmd").list(JsonDocument::text),
                        execution.at("Env").list(JsonDocument::text),
                        execution.at("ExposedPorts").keys()),
                execution.at("Labels").texts(),
                json.at("rootfs").at("diff_ids").list(JsonDocument::digest));
    }

    private static Instant instant(JsonDocument json) {
        try {
            return Instant.parse(json.text(Instant.EPOCH.toString()));
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /**
     * The document as JSON. The same configuration always gives the same bytes.
     *
     * @param creator the application that made the layers
     */
    public Blob.Document encode(ApplicationName creator) {
        var json = new LinkedHashMap<String, Object>();
        json.put("created", created.toString());
        json.put("architecture", platform.architecture());
        json.put("os", platform.os());
        json.put("config", encodeExecution());
        var rootfs = new LinkedHashMap<String, Object>();
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", diffIds.stream().map(Digest::toString).toList());
        json.put("rootfs", rootfs);
        var step = new LinkedHashMap<String, Object>();
        step.put("created", created.toString());
        step.put("created_by", creator.value());
        json.put("history", Collections.nCopies(diffIds.size(), step));
        return Blob.Document.of(MediaTypes.CONFIG, Json.encode(json));
    }

    private Map<String, Object> encodeExecution() {
        var json = new LinkedHashMap<String, Object>();
        if (!execution.ports().isEmpty()) {
            var ports = new TreeMap<String, Object>();
            execution.ports().forEach(port -> ports.put(port, Map.of()));
            json.put("ExposedPorts", ports);
        }
        putIfAny(json, "Env", execution.environment());
        putIfAny(json, "Entrypoint", execution.entrypoint());
        putIfAny(json, "Cmd", execution.command());
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
