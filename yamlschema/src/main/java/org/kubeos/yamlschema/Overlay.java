package org.kubeos.yamlschema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;

/**
 * Merges a document into a lower one as a JSON merge patch (RFC 7396): mappings merge key by key, other values replace the
 * lower ones, and null removes them. In addition, {@code {append: […]}} appends to the lower list.
 */
public final class Overlay {

    static final String APPEND = "append";

    private Overlay() {}

    /** Merges {@code above} into {@code below}. Neither may have duplicate keys; the result has the span of {@code above}. */
    public static Mapping merge(Mapping below, Mapping above) {
        Map<String, Entry> rest = new LinkedHashMap<>();
        above.entries().forEach(entry -> rest.put(entry.key().text(), entry));
        List<Entry> merged = new ArrayList<>();
        for (Entry old : below.entries()) {
            Entry entry = rest.remove(old.key().text());
            if (entry == null) {
                merged.add(old);
            } else if (!isNull(entry.value())) {
                merged.add(new Entry(entry.key(), merge(old.value(), entry.value())));
            }
        }
        // What is taken away and was not there stays, and is told as a key without a value: it may be misspelt.
        merged.addAll(rest.values());
        return new Mapping(above.span(), merged);
    }

    private static Node merge(Node below, Node above) {
        boolean sections = below instanceof Mapping
                && above instanceof Mapping
                && EnvironmentValue.in(below).isEmpty()
                && EnvironmentValue.in(above).isEmpty();
        return sections ? merge((Mapping) below, (Mapping) above) : replace(below, above);
    }

    /** {@code above}, or if it appends to a list and {@code below} is one, the elements of both. */
    public static Node replace(Node below, Node above) {
        if (!(below instanceof Sequence list)) {
            return above;
        }
        return addition(above)
                .<Node>map(added -> {
                    List<Node> items = new ArrayList<>(list.items());
                    items.addAll(added.items());
                    return new Sequence(added.span(), items);
                })
                .orElse(above);
    }

    static boolean isAddition(Node node) {
        return addition(node).isPresent();
    }

    private static Optional<Sequence> addition(Node node) {
        return node instanceof Mapping mapping
                        && mapping.entries().size() == 1
                        && mapping.entries().getFirst() instanceof Entry(Scalar key, Sequence list)
                        && key.text().equals(APPEND)
                ? Optional.of(list)
                : Optional.empty();
    }

    /** Whether null is written out; a key without a value was more likely forgotten. */
    private static boolean isNull(Node node) {
        return node instanceof Scalar scalar
                && scalar.isAbsent()
                && !scalar.text().isEmpty();
    }
}
