package org.kubeos.kbimg.config;

import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Sequence;

/** Where a config's values stand in what it was read from. */
final class WrittenValues {

    private WrittenValues() {}

    /** The value of a key; empty if {@code place} has no such key. */
    static Optional<Node> find(Node place, String key) {
        return place instanceof Mapping mapping
                ? mapping.entries().stream()
                        .filter(entry -> entry.key().text().equals(key))
                        .map(Entry::value)
                        .findFirst()
                : Optional.empty();
    }

    /** The value at a path of keys, or what of it there is. */
    static Node in(Node tree, String... path) {
        Node place = tree;
        for (String key : path) {
            Optional<Node> inner = find(place, key);
            if (inner.isEmpty()) {
                return place;
            }
            place = inner.get();
        }
        return place;
    }

    /** An item of the list at a path of keys; the whole of it if it isn't written there. */
    static Node item(Mapping tree, int index, String... path) {
        return in(tree, path) instanceof Sequence list && index < list.items().size()
                ? list.items().get(index)
                : tree;
    }
}
