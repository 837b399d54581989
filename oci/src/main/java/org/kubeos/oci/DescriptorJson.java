package org.kubeos.oci;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kubeos.oci.internal.JsonDocument;

/** Converts descriptors from and to the JSON of manifests and indexes. */
final class DescriptorJson {

    private DescriptorJson() {}

    static Map<String, Object> encode(Descriptor descriptor) {
        var json = new LinkedHashMap<String, Object>();
        json.put("mediaType", descriptor.mediaType());
        json.put("digest", descriptor.digest().toString());
        json.put("size", descriptor.size());
        if (!descriptor.annotations().isEmpty()) {
            json.put("annotations", descriptor.annotations());
        }
        descriptor.platform().ifPresent(platform -> {
            var inner = new LinkedHashMap<String, Object>();
            inner.put("architecture", platform.architecture());
            inner.put("os", platform.os());
            json.put("platform", inner);
        });
        return json;
    }

    static Descriptor parse(JsonDocument json) {
        JsonDocument platform = json.at("platform");
        return new Descriptor(
                json.at("mediaType").text(),
                json.at("digest").digest(),
                json.at("size").size(),
                json.at("annotations").texts(),
                platform.exists()
                        ? Optional.of(new Platform(
                                platform.at("os").text(),
                                platform.at("architecture").text()))
                        : Optional.empty());
    }
}
