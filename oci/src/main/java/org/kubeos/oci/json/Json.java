package org.kubeos.oci.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads and writes JSON trees. Jackson's own mapper does the same, but loads several hundred classes first, and commands of the
 * agent must answer at once. A number with a fraction is kept as it is written.
 */
public final class Json {

    /** A value as deep as this is an attack on the stack. */
    private static final int MAX_DEPTH = 100;

    /** A number with more digits than this would take all the memory as soon as somebody writes it out. */
    private static final int MAX_DIGITS = 1000;

    /** In characters. Whoever reads a document limits its size; the envelope of a large statement is a single text. */
    private static final int MAX_TEXT = 100 << 20;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .maxStringLength(MAX_TEXT)
                    .build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    /** A new, empty object. */
    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /** A new, empty array. */
    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    /**
     * Reads one value. If an object has a name twice, the last one counts.
     *
     * @param text UTF-8
     * @throws JsonProcessingException if it isn't one JSON value, is nested more than 100 deep, or has a number with more than
     *     1000 digits
     */
    public static JsonNode read(byte[] text) throws JsonProcessingException {
        return read(text, false);
    }

    /** As {@link #read(byte[])}. */
    public static JsonNode read(String text) throws JsonProcessingException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #read(byte[])}, but an object that has a name twice is refused, too. */
    public static JsonNode readStrictly(byte[] text) throws JsonProcessingException {
        return read(text, true);
    }

    /** As {@link #read(byte[])}, but a {@link MissingNode} if {@code text} isn't JSON, as the answers of servers may not be. */
    public static JsonNode readLeniently(String text) {
        try {
            return read(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static JsonNode read(byte[] text, boolean strict) throws JsonProcessingException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (strict) {
                parser.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
            }
            parser.nextToken();
            JsonNode value = value(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "Expected the end after the value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JsonParseException(parser, "Expected a value");
        }
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.set(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(decimal(parser));
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new JsonParseException(parser, "Expected a value");
        };
    }

    private static JsonNode integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private static BigDecimal decimal(JsonParser parser) throws IOException {
        BigDecimal number = parser.getDecimalValue();
        if (Math.abs((long) number.scale()) > MAX_DIGITS) {
            throw new JsonParseException(parser, "Number with more than " + MAX_DIGITS + " digits");
        }
        return number;
    }

    /**
     * The value on one line, without a line break, in UTF-8. The same values always give the same bytes.
     *
     * @param value a {@link JsonNode}, or maps with texts as keys, lists, texts, whole numbers, truth values, and trees; the
     *     order of a map's keys is kept
     * @throws IllegalArgumentException if there is anything else in it
     */
    public static byte[] encode(Object value) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** As {@link #encode}, as text. */
    public static String line(Object value) {
        return text(value, false);
    }

    /** The value with a line for each of its parts, and a line break at the end. */
    public static String pretty(JsonNode value) {
        return text(value, true) + "\n";
    }

    private static String text(Object value, boolean pretty) {
        var text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            if (pretty) {
                generator.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(Object value, JsonGenerator generator) throws IOException {
        switch (value) {
            case JsonNode node -> write(node, generator);
            case Map<?, ?> map -> {
                generator.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    generator.writeFieldName((String) entry.getKey());
                    write(entry.getValue(), generator);
                }
                generator.writeEndObject();
            }
            case Iterable<?> list -> {
                generator.writeStartArray();
                for (Object item : list) {
                    write(item, generator);
                }
                generator.writeEndArray();
            }
            case String text -> generator.writeString(text);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Boolean truth -> generator.writeBoolean(truth);
            default -> throw new IllegalArgumentException("Can't write a " + value.getClass() + " as JSON");
        }
    }

    private static void write(JsonNode value, JsonGenerator generator) throws IOException {
        switch (value.getNodeType()) {
            case OBJECT -> {
                generator.writeStartObject();
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    generator.writeFieldName(field.getKey());
                    write(field.getValue(), generator);
                }
                generator.writeEndObject();
            }
            case ARRAY -> {
                generator.writeStartArray();
                for (JsonNode item : value) {
                    write(item, generator);
                }
                generator.writeEndArray();
            }
            case NUMBER -> number(value, generator);
            case BOOLEAN -> generator.writeBoolean(value.booleanValue());
            case STRING -> generator.writeString(value.textValue());
            default -> generator.writeNull();
        }
    }

    private static void number(JsonNode value, JsonGenerator generator) throws IOException {
        if (value.canConvertToLong() && value.isIntegralNumber()) {
            generator.writeNumber(value.longValue());
        } else if (value.isIntegralNumber()) {
            generator.writeNumber(value.bigIntegerValue());
        } else {
            generator.writeNumber(value.decimalValue());
        }
    }
}
