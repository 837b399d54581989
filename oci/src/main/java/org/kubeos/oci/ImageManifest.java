package org.kubeos.oci;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.oci.internal.JsonDocument;
import org.kubeos.oci.json.Json;

/**
 * The manifest of an image: its config and its layers. Source: OCI Image Specification, manifest.md; Docker's manifests
 * differ in the media types only.
 *
 * @param layers the lowest first
 */
public record ImageManifest(Descriptor config, List<Descriptor> layers, SortedMap<String, String> annotations) {

    public ImageManifest {
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    /**
     * @param where the document comes from, for messages
     * @throws OciException if the document isn't JSON, or a required value is missing
     */
    public static ImageManifest parse(byte[] document, String where) {
        JsonDocument json = JsonDocument.parse(document, "The manifest of " + where);
        return new ImageManifest(
                DescriptorJson.parse(json.at("config")),
                json.at("layers").list(DescriptorJson::parse),
                json.at("annotations").texts());
    }

    /** The document as JSON. The same manifest always gives the same bytes. */
    public Blob.Document encode() {
        var json = new LinkedHashMap<String, Object>();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaTypes.MANIFEST);
        json.put("config", DescriptorJson.encode(config));
        json.put("layers", layers.stream().map(DescriptorJson::encode).toList());
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        return Blob.Document.of(MediaTypes.MANIFEST, Json.encode(json));
    }
}
