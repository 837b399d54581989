package org.kubeos.yamlschema;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Span;
import org.kubeos.yamlschema.yaml.YamlReader;

/** The defaults of keys as nodes, as a document would have them. */
final class Defaults {

    static final Span NOWHERE = Document.ofFile(Path.of("default"), "").start();

    private Defaults() {}

    static Optional<Node> of(Key<?> key) {
        return key.fallback().map(value -> switch (value) {
            case Collection<?> list when list.isEmpty() -> new Sequence(NOWHERE, List.of());
            case Map<?, ?> map when map.isEmpty() -> new Mapping(NOWHERE, List.of());
            case Collection<?> _ -> parse(key.fallbackText());
            case String text -> new Scalar(NOWHERE, text, false);
            default -> new Scalar(NOWHERE, word(key.type(), value).orElse(key.fallbackText()), false);
        });
    }

    /** Whether the default is the same on every machine. */
    static boolean isFixed(Key<?> key) {
        return !(key.type() instanceof ChoiceType<?> choice) || choice.values().containsKey(key.fallbackText());
    }

    private static Optional<String> word(Type<?> type, Object value) {
        return type instanceof ChoiceType<?> choice
                ? choice.values().entrySet().stream()
                        .filter(entry -> entry.getValue().equals(value))
                        .map(Map.Entry::getKey)
                        .findFirst()
                : Optional.empty();
    }

    private static Node parse(String yaml) {
        var document = Document.ofFile(Path.of("default"), yaml);
        return YamlReader.read(document, yaml, new Problems()).root().orElseThrow();
    }
}
