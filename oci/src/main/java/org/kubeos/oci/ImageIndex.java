package org.kubeos.oci;

import java.util.LinkedHashMap;
import java.util.List;
import org.kubeos.oci.internal.JsonDocument;
import org.kubeos.oci.json.Json;

/** A list of manifests, usually one for each platform. Source: OCI Image Specification, image-index.md. */
public record ImageIndex(List<Descriptor> manifests) {

    public ImageIndex {
        manifests = List.copyOf(manifests);
    }

    /**
     * @param where the document comes from, for messages
     * @throws OciException if the document isn't JSON, or a required value is missing
     */
    public static ImageIndex parse(byte[] document, String where) {
        return new ImageIndex(JsonDocument.parse(document, "The index of " + where)
                .at("manifests")
                .list(DescriptorJson::parse));
    }

    /** The document as JSON. The same index always gives the same bytes. */
    public Blob.Document encode() {
        var json = new LinkedHashMap<String, Object>();
        json.put("schemaVersion", 2);
        json.put("mediaType", MediaTypes.INDEX);
        json.put("manifests", manifests.stream().map(DescriptorJson::encode).toList());
        return Blob.Document.of(MediaTypes.INDEX, Json.encode(json));
    }
}
