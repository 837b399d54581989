package org.kubeos.oci.signature;

import java.util.LinkedHashMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.internal.JsonDocument;
import org.kubeos.oci.json.Json;

/**
 * The message that is signed. Sources: containers-signature(5); cosign, SIGNATURE_SPEC.md, "Payload".
 *
 * @param reference the image's name
 * @param annotations those whose values are texts
 */
record SimpleSigning(String reference, Digest image, SortedMap<String, String> annotations) {

    static final String TYPE = "cosign container image signature";

    byte[] encode() {
        var identity = new LinkedHashMap<String, Object>();
        identity.put("docker-reference", reference);
        var named = new LinkedHashMap<String, Object>();
        named.put("docker-manifest-digest", image.toString());
        var critical = new LinkedHashMap<String, Object>();
        critical.put("identity", identity);
        critical.put("image", named);
        critical.put("type", TYPE);
        var payload = new LinkedHashMap<String, Object>();
        payload.put("critical", critical);
        payload.put("optional", annotations);
        return Json.encode(payload);
    }

    /** @throws org.kubeos.oci.OciException if it isn't such a message */
    static SimpleSigning parse(byte[] payload) {
        JsonDocument json = JsonDocument.parse(payload, "The payload of the signature");
        JsonDocument critical = json.at("critical");
        String type = critical.at("type").text();
        if (!type.equals(TYPE)) {
            throw new OciException(
                    "The payload of the signature has the type \"" + type + "\" where \"" + TYPE + "\" is expected.");
        }
        var annotations = new TreeMap<String, String>();
        JsonDocument optional = json.at("optional");
        for (String key : optional.keys()) {
            optional.at(key).ifText(value -> annotations.put(key, value));
        }
        return new SimpleSigning(
                critical.at("identity").at("docker-reference").text(""),
                critical.at("image").at("docker-manifest-digest").digest(),
                annotations);
    }
}
