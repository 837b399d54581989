package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Reads what a TOML text says. */
final class TomlParser {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private TomlParser() {}

    static ObjectNode parse(String text) throws DocumentException {
        TomlParseResult result = Toml.parse(text);
        if (result.hasErrors()) {
            TomlParseError error = result.errors().getFirst();
            throw new DocumentException("not TOML in line " + error.position().line() + ": " + error.getMessage());
        }
        return table(result);
    }

    private static ObjectNode table(TomlTable table) {
        ObjectNode object = NODES.objectNode();
        for (String key : table.keySet()) {
            object.set(key, value(table.get(List.of(key))));
        }
        return object;
    }

    private static JsonNode value(@Nullable Object value) {
        return switch (value) {
            case TomlTable table -> table(table);
            case TomlArray array -> {
                ArrayNode list = NODES.arrayNode();
                array.toList().forEach(item -> list.add(value(item)));
                yield list;
            }
            case String text -> NODES.textNode(text);
            case Long number -> NODES.numberNode(number);
            case Boolean truth -> NODES.booleanNode(truth);
            case Double number when Double.isFinite(number) -> NODES.numberNode(number);
            // Infinite numbers, dates, and times: JSON has none.
            case null, default -> NODES.pojoNode(value);
        };
    }
}
