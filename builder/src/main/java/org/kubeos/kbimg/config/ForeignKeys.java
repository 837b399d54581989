package org.kubeos.kbimg.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Span;

/** The keys that a config of another format was written with, for messages about it. */
public final class ForeignKeys {

    private record Place(Span span, String key) {}

    private final List<Place> places = new ArrayList<>();
    private final Map<String, String> others;

    private ForeignKeys(Map<String, String> others) {
        this.others = others;
    }

    /** Those of a config in kbimg's own format. */
    public static ForeignKeys none() {
        return new ForeignKeys(Map.of());
    }

    /**
     * Those of a document.
     *
     * @param others the foreign keys of values that may be missing in the document, by kbimg's
     */
    public static ForeignKeys of(Mapping document, Map<String, String> others) {
        var keys = new ForeignKeys(Map.copyOf(others));
        keys.add(document, "");
        return keys;
    }

    private void add(Node node, String path) {
        if (!path.isEmpty()) {
            places.add(new Place(node.span(), path));
        }
        switch (node) {
            case Mapping mapping ->
                mapping.entries()
                        .forEach(entry -> add(
                                entry.value(),
                                (path.isEmpty() ? "" : path + ".") + entry.key().text()));
            case Sequence list -> list.items().forEach(item -> add(item, path));
            case Node.Scalar _, Node.Unreadable _ -> {}
        }
    }

    /** The key of the innermost value around a place; {@code key} itself if it isn't a foreign one. */
    String at(Span place, String key) {
        if (key.isEmpty() || others.containsKey(key)) {
            return others.getOrDefault(key, key);
        }
        return places.stream()
                .filter(known -> known.span.contains(place))
                .map(Place::key)
                .reduce((_, inner) -> inner)
                .orElse(key);
    }
}
