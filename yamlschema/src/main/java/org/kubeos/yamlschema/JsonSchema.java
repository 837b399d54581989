package org.kubeos.yamlschema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kubeos.yamlschema.yaml.Node;

/**
 * Generates a JSON Schema, draft 2020-12, for editors. It accepts every document that the reader accepts, except for
 * differences in the quoting of numbers and Booleans.
 */
public final class JsonSchema {

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final Map<String, Object> FROM_ENVIRONMENT = Map.of("$ref", "#/$defs/" + EnvironmentValue.KEY);
    private static final Map<String, Object> NOTHING = Map.of("type", "null");

    // An editor sees numbers where the reader takes them for text.
    private static final List<String> NUMBERS =
            List.of("0", "1", "7", "10", "42", "0644", "644", "1000", "100000", "1.5", "1.10");

    private JsonSchema() {}

    /**
     * The schema as a JSON object.
     *
     * @param inheriting the key of a document that extends another one, in which required keys may be missing
     */
    public static Map<String, Object> of(MappingType<?> document, String title, String inheriting) {
        Map<String, Object> schema = object("$schema", DRAFT, "title", title);
        schema.putAll(mapping(document, "#"));
        Object required = schema.remove("required");
        if (required != null) {
            schema.put("if", Map.of("required", List.of(inheriting)));
            schema.put("else", Map.of("required", required));
        }
        schema.put("$defs", Map.of(EnvironmentValue.KEY, environmentValue()));
        return schema;
    }

    private static Map<String, Object> environmentValue() {
        String pattern = EcmaPattern.of(EnvironmentValue.NAME).orElseThrow();
        Map<String, Object> name = object("type", "string", "pattern", pattern);
        name.put("description", "The environment variable that holds the value.");
        return section(Map.of(EnvironmentValue.KEY, name), List.of(EnvironmentValue.KEY));
    }

    private static Map<String, Object> mapping(MappingType<?> type, String pointer) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Key<?> key : type.keys()) {
            properties.put(key.name(), property(key, pointer + "/properties/" + key.name()));
        }
        return section(
                properties,
                type.keys().stream().filter(Key::required).map(Key::name).toList());
    }

    private static Map<String, Object> property(Key<?> key, String pointer) {
        Map<String, Object> property = object("description", description(key));
        List<Map<String, Object>> forms = forms(key.type(), pointer + "/anyOf/0");
        if (!key.required()) {
            // Null removes the key of the config that is extended.
            forms.add(NOTHING);
        }
        property.putAll(anyOf(forms));
        if (Defaults.isFixed(key)) {
            Defaults.of(key).ifPresent(value -> property.put("default", json(value)));
        }
        return property;
    }

    private static String description(Key<?> key) {
        return key.type() instanceof TextType<?> text
                ? key.description() + "\n\n" + text.noun() + (text.form().isEmpty() ? "" : ": " + text.form())
                : key.description();
    }

    /** The alternatives for a value; {@code pointer} is the JSON pointer of the first. */
    private static List<Map<String, Object>> forms(Type<?> type, String pointer) {
        List<Map<String, Object>> forms = new ArrayList<>();
        switch (type) {
            case TextType<?> text -> forms.addAll(List.of(text(text), FROM_ENVIRONMENT));
            case ChoiceType<?> choice ->
                forms.addAll(List.of(words(choice.values().keySet()), FROM_ENVIRONMENT));
            case ListType<?> list -> forms.addAll(List.of(array(list, pointer), addition(pointer)));
            case TextOrListType<?, ?> either -> {
                forms.addAll(forms(either.list(), pointer));
                forms.addAll(forms(either.text(), pointer));
            }
            case TextOrMappingType<?> either -> {
                forms.add(mapping(either.mapping(), pointer));
                forms.addAll(forms(either.text(), pointer));
            }
            case DictionaryType<?> map -> forms.add(map(map, pointer));
            case MappingType<?> mapping -> forms.add(mapping(mapping, pointer));
        }
        return forms;
    }

    private static Map<String, Object> map(DictionaryType<?> type, String pointer) {
        Map<String, Object> map = object("type", "object");
        EcmaPattern.of(type.name().pattern())
                .ifPresent(pattern -> map.put("propertyNames", Map.of("pattern", pattern)));
        map.put("additionalProperties", anyOf(forms(type.value(), pointer + "/additionalProperties/anyOf/0")));
        return map;
    }

    private static Map<String, Object> text(TextType<?> type) {
        boolean number = NUMBERS.stream().anyMatch(type.pattern().asMatchPredicate());
        Map<String, Object> text = object("type", number ? List.of("string", "number") : "string");
        EcmaPattern.of(type.pattern()).ifPresent(pattern -> text.put("pattern", pattern));
        return text;
    }

    private static Map<String, Object> words(Set<String> words) {
        return words.equals(Set.of("true", "false"))
                ? Map.of("type", "boolean")
                : Map.of("enum", words.stream().map(JsonSchema::scalar).toList());
    }

    private static Map<String, Object> array(ListType<?> list, String pointer) {
        Map<String, Object> array = object("type", "array");
        array.put("items", anyOf(forms(list.element(), pointer + "/items/anyOf/0")));
        if (list.distinct()) {
            array.put("uniqueItems", true);
        }
        return array;
    }

    /** @param list JSON pointer of the list's own schema */
    private static Map<String, Object> addition(String list) {
        return section(Map.of(Overlay.APPEND, Map.of("$ref", list)), List.of(Overlay.APPEND));
    }

    private static Map<String, Object> section(Map<String, Object> properties, List<String> required) {
        Map<String, Object> section = object("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            section.put("required", required);
        }
        section.put("additionalProperties", false);
        return section;
    }

    private static Map<String, Object> anyOf(List<Map<String, Object>> forms) {
        return object("anyOf", List.copyOf(forms));
    }

    private static Object scalar(String text) {
        return Set.of("true", "false").contains(text) ? Boolean.valueOf(text) : text;
    }

    private static Object json(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> scalar(scalar.text());
            case Node.Sequence list ->
                list.items().stream().map(JsonSchema::json).toList();
            case Node.Mapping _, Node.Unreadable _ -> Map.of();
        };
    }

    private static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }
}
