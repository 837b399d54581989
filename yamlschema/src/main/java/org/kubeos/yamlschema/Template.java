package org.kubeos.yamlschema;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.YamlWriter;

/** Renders a starting document: every key with its description; keys that are not given are comments with their default. */
public final class Template {

    private static final int WIDTH = 100;

    private final StringBuilder out = new StringBuilder();

    private Template() {}

    /** @param given the values of the document, which must be valid */
    public static String of(Mapping given, MappingType<?> schema) {
        var template = new Template();
        template.section(Optional.of(given), schema, "");
        return template.out.toString();
    }

    /** @param given empty if the whole section is a comment */
    private void section(Optional<Mapping> given, MappingType<?> type, String indent) {
        for (Key<?> key : type.keys()) {
            var name = new Scalar(given.map(Mapping::span).orElseGet(() -> Defaults.NOWHERE), key.name(), true);
            Optional<Node> value = given.flatMap(mapping -> mapping.find(List.of(name)));
            // Removing the sign from all lines of a section leaves valid YAML.
            String sign = given.isPresent() ? indent + "#" : "#" + indent;
            String prefix = value.isPresent() ? indent : sign;
            out.append(indent.isEmpty() ? "\n" : "");
            comment(key, indent);
            if (key.type() instanceof MappingType<?> section
                    && value.filter(Mapping.class::isInstance).isPresent() == value.isPresent()) {
                out.append(prefix).append(key.name()).append(":\n");
                section(value.map(Mapping.class::cast), section, indent + "  ");
            } else {
                setting(name, value, key, prefix);
            }
        }
    }

    private void setting(Scalar name, Optional<Node> value, Key<?> key, String prefix) {
        Node shown = value.or(() -> Defaults.of(key)).orElseGet(() -> new Scalar(name.span(), "", true));
        var mapping = new Mapping(name.span(), List.of(new Entry(name, shown)));
        boolean open = value.isEmpty() && shown instanceof Scalar scalar && scalar.isAbsent();
        String text = open ? key.name() + ":\n" : new YamlWriter(new IdentityHashMap<>()).write(mapping);
        text.lines().forEach(line -> out.append(prefix).append(line).append('\n'));
    }

    private void comment(Key<?> key, String indent) {
        wrap(key.description(), WIDTH - indent.length())
                .forEach(line -> out.append(indent).append("# ").append(line).append('\n'));
        form(key.type())
                .ifPresent(form -> wrap("(" + form + ")", WIDTH - indent.length())
                        .forEach(line ->
                                out.append(indent).append("# ").append(line).append('\n')));
    }

    private static Optional<String> form(Type<?> type) {
        return switch (type) {
            case TextType<?> text -> Optional.of(text.noun() + (text.form().isEmpty() ? "" : ": " + text.form()));
            case ChoiceType<?> choice ->
                Optional.of(String.join(", ", choice.values().keySet()));
            case ListType<?> list
            when list.element() instanceof TextType<?> element ->
                Optional.of(list.noun() + (element.form().isEmpty() ? "" : ": " + element.form()));
            case ListType<?> list ->
                Optional.of(list.noun() + ", each with " + list.element().noun());
            case TextOrListType<?, ?> either ->
                Optional.of(form(either.text()).orElse("") + "; or "
                        + form(either.list()).orElse(""));
            case TextOrMappingType<?> either ->
                form(either.text())
                        .map(form -> form + "; or " + either.mapping().noun());
            case DictionaryType<?> map ->
                Optional.of(map.noun() + ": " + map.name().form());
            case MappingType<?> _ -> Optional.empty();
        };
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        var line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
