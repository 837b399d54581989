package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Writes values as TOML in one line. */
final class TomlText {

    private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    private TomlText() {}

    static String key(List<String> parts) {
        var key = new StringJoiner(".");
        parts.forEach(part -> key.add(BARE_KEY.matcher(part).matches() ? part : quoted(part)));
        return key.toString();
    }

    static String value(JsonNode value) throws DocumentException {
        return switch (value) {
            case ObjectNode object -> {
                var entries = new StringJoiner(", ", "{", "}");
                for (Map.Entry<String, JsonNode> entry : object.properties()) {
                    entries.add(key(List.of(entry.getKey())) + " = " + value(entry.getValue()));
                }
                yield entries.toString();
            }
            case ArrayNode list -> {
                var items = new StringJoiner(", ", "[", "]");
                for (JsonNode item : list) {
                    items.add(value(item));
                }
                yield items.toString();
            }
            default -> scalar(value);
        };
    }

    private static String scalar(JsonNode value) throws DocumentException {
        if (value.isTextual()) {
            return quoted(value.textValue());
        }
        if (value.isNumber() && !value.isIntegralNumber()) {
            BigDecimal number = value.decimalValue();
            return (number.scale() < 1 ? number.setScale(1) : number).toPlainString();
        }
        if (value.isNull()) {
            throw new DocumentException("TOML has no null; delete the key instead");
        }
        return value.asText();
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < ' ' || c == 0x7F) {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
