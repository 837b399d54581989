package org.kubeos.oci.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.json.Json;

/** A JSON document of an image, or a value in it. Reading checks that the values are there and have the right type. */
public final class JsonDocument {

    private final String where;
    private final JsonNode node;

    private JsonDocument(String where, JsonNode node) {
        this.where = where;
        this.node = node;
    }

    /**
     * @param where what the document is and where it comes from, for messages
     * @throws OciException if it isn't JSON
     */
    public static JsonDocument parse(byte[] document, String where) {
        try {
            return new JsonDocument(where, Json.read(document));
        } catch (IOException e) {
            throw new OciException(where + " is not JSON. Is it an image?", e);
        }
    }

    /** The value of a key; if there is none, its {@link #exists} is false. */
    public JsonDocument at(String key) {
        return new JsonDocument(where + ", " + key, node.path(key));
    }

    public boolean exists() {
        return !node.isMissingNode() && !node.isNull();
    }

    public String text() {
        if (!node.isTextual()) {
            throw new OciException(where + ": a text is missing. The image is damaged.");
        }
        return node.textValue();
    }

    /** Text, or {@code absent} if there is nothing. */
    public String text(String absent) {
        return exists() ? text() : absent;
    }

    /** Hands a text over; another value is passed by. */
    public void ifText(Consumer<String> action) {
        if (node.isTextual()) {
            action.accept(node.textValue());
        }
    }

    public long size() {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw new OciException(where + ": a size is missing. The image is damaged.");
        }
        return node.longValue();
    }

    public Digest digest() {
        try {
            return Digest.parse(text());
        } catch (IllegalArgumentException e) {
            throw new OciException(
                    where + ": " + e.getMessage() + ". Only images with SHA-256 digests can be read.", e);
        }
    }

    /** A digest that is written as the hexadecimal digits of a SHA-256 alone. */
    public Digest hex() {
        try {
            return new Digest(text());
        } catch (IllegalArgumentException e) {
            throw new OciException(where + ": " + e.getMessage() + ".", e);
        }
    }

    /** Bytes in Base64, of either alphabet; none if there is nothing. */
    public byte[] bytes() {
        try {
            return Base64.getDecoder().decode(text("").replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw new OciException(where + " is not Base64.", e);
        }
    }

    /** The value as it is, to be encoded in another document. */
    public Object value() {
        return node;
    }

    /** The elements of a list; none if there is no list. */
    public <T> List<T> list(Function<JsonDocument, T> element) {
        var list = new ArrayList<T>();
        node.elements().forEachRemaining(item -> list.add(element.apply(new JsonDocument(where, item))));
        return list;
    }

    /** An object's texts by key; none if there is no object. */
    public SortedMap<String, String> texts() {
        var texts = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            texts.put(entry.getKey(), new JsonDocument(where + ", " + entry.getKey(), entry.getValue()).text());
        }
        return texts;
    }

    /** An object's keys. */
    public List<String> keys() {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }
}
