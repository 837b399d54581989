package org.kubeos.oci.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;

/** Encodes and parses JSON. The documents of images are read through {@link JsonDocument}. */
public final class Json {

    /** In characters. Whoever reads a document limits its size; the envelope of a large statement is a single text. */
    private static final int MAX_TEXT = 100 << 20;

    private static final JsonMapper MAPPER = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(MAX_TEXT).build())
            .build());

    private Json() {}

    /**
     * The same values always give the same bytes.
     *
     * @param document maps, lists, texts and numbers; the order of a map's keys is kept
     */
    public static byte[] encode(Object document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws JsonProcessingException if {@code text} isn't JSON */
    public static JsonNode parse(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    /** A {@link MissingNode} if {@code text} isn't JSON, as the answers of servers may not be. */
    public static JsonNode parseLeniently(String text) {
        try {
            return parse(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    static JsonNode parse(byte[] document) throws IOException {
        return MAPPER.readTree(document);
    }
}
