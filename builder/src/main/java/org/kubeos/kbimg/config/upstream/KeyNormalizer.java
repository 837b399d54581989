package org.kubeos.kbimg.config.upstream;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.TextType;
import org.kubeos.yamlschema.Type;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.YamlReader;

/**
 * The leniency of the Go version's reader: keys in any case, keys without a value, which count as absent, and lists of texts
 * that are written as one text with commas.
 */
final class KeyNormalizer {

    private KeyNormalizer() {}

    /** The document with its keys as the schema writes them. */
    static YamlReader.Tree fold(YamlReader.Tree tree) {
        return new YamlReader.Tree(tree.root().map(root -> fold(root, GoConfig.SCHEMA)), tree.complete());
    }

    private static Node fold(Node node, Type<?> type) {
        if (node instanceof Mapping mapping && type instanceof MappingType<?> schema) {
            List<Entry> entries = mapping.entries().stream()
                    .filter(entry -> !isBlank(entry.value()))
                    .map(entry -> fold(entry, schema))
                    .toList();
            return new Mapping(mapping.span(), entries);
        }
        if (node instanceof Sequence list && type instanceof ListType<?> schema) {
            return new Sequence(
                    list.span(),
                    list.items().stream()
                            .map(item -> fold(item, schema.element()))
                            .toList());
        }
        if (node instanceof Scalar text && type instanceof ListType<?> schema && schema.element() instanceof TextType) {
            List<Node> items = Arrays.stream(text.text().split(","))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .<Node>map(item -> new Scalar(text.span(), item, text.plain()))
                    .toList();
            return new Sequence(text.span(), items);
        }
        return node;
    }

    private static Entry fold(Entry entry, MappingType<?> schema) {
        Optional<Key<?>> known = schema.keys().stream()
                .filter(key -> key.name().equalsIgnoreCase(entry.key().text()))
                .findFirst();
        return known.map(key -> new Entry(
                        new Scalar(entry.key().span(), key.name(), entry.key().plain()),
                        fold(entry.value(), key.type())))
                .orElse(entry);
    }

    private static boolean isBlank(Node node) {
        return node instanceof Scalar scalar
                && (scalar.isAbsent() || scalar.text().isBlank());
    }
}
