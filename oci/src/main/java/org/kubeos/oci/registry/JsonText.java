package org.kubeos.oci.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** Documents of others. */
final class JsonText {

    private static final JsonMapper MAPPER = new JsonMapper();

    private JsonText() {}

    static JsonNode parse(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    /** A node that has nothing, where {@code text} is no JSON. */
    static JsonNode parseLeniently(String text) {
        try {
            return parse(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
