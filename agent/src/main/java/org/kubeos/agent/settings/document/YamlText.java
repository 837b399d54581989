package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Writes values as YAML that readers of version 1.1, such as the kubelet's, take as those of 1.2 do. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*");

    // https://yaml.org/type/bool.html and null.html: in YAML 1.1, these aren't text.
    private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private YamlText() {}

    /** A key or a value in one line. Collections are written in brackets. */
    static String inline(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var entries = new StringJoiner(", ", "{", "}");
                object.properties()
                        .forEach(entry -> entries.add(key(entry.getKey()) + ": " + inline(entry.getValue())));
                yield entries.toString();
            }
            case ArrayNode list -> {
                var items = new StringJoiner(", ", "[", "]");
                list.forEach(item -> items.add(inline(item)));
                yield items.toString();
            }
            default -> value.isTextual() ? text(value.textValue()) : scalar(value);
        };
    }

    /** A single value that takes the place of one of the given style. */
    static String inline(JsonNode value, ScalarStyle style) {
        if (!value.isTextual() || style == ScalarStyle.PLAIN) {
            return inline(value);
        }
        String text = value.textValue();
        boolean simple = text.codePoints().allMatch(c -> StreamReader.isPrintable(c) && !isLineBreak(c));
        return style == ScalarStyle.SINGLE_QUOTED && simple ? "'" + text.replace("'", "''") + "'" : quoted(text);
    }

    static String key(String key) {
        return text(key);
    }

    private static String text(String text) {
        boolean plain =
                PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT)) && !text.endsWith("-");
        return plain ? text : quoted(text);
    }

    private static String scalar(JsonNode value) {
        return value.isNumber() && !value.isIntegralNumber()
                ? value.decimalValue().toPlainString()
                : value.asText();
    }

    /** The lines of a key with its value, the first one without indentation and the last one without an end. */
    static List<String> block(String key, JsonNode value) {
        var lines = new ArrayList<String>();
        if (isBlock(value)) {
            lines.add(key(key) + ":");
            block(value).forEach(line -> lines.add("  " + line));
        } else {
            lines.add(key(key) + ": " + inline(value));
        }
        return lines;
    }

    /** The lines of a collection that isn't empty. */
    static List<String> block(JsonNode value) {
        var lines = new ArrayList<String>();
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                lines.addAll(block(entry.getKey(), entry.getValue()));
            }
        } else {
            for (JsonNode item : value) {
                List<String> inner = isBlock(item) ? block(item) : List.of(inline(item));
                lines.add("- " + inner.getFirst());
                inner.subList(1, inner.size()).forEach(line -> lines.add("  " + line));
            }
        }
        return lines;
    }

    private static boolean isBlock(JsonNode value) {
        return value.isContainerNode() && !value.isEmpty();
    }

    private static boolean isLineBreak(int c) {
        return "\n\r\t\u0085\u2028\u2029\uFEFF".indexOf(c) >= 0;
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c == '\n') {
                quoted.append("\\n");
            } else if (!StreamReader.isPrintable(c) || isLineBreak(c)) {
                quoted.append("\\U%08x".formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
