package org.kubeos.yamlschema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Problems;

/** Reports duplicate keys: YAML forbids them, and one of the values would be lost silently. */
public final class UniqueKeys {

    private final Problems problems;

    private UniqueKeys(Problems problems) {
        this.problems = problems;
    }

    /** {@code document} with the first of duplicate keys; the others are reported to {@code problems}. */
    public static Node keepFirst(Node document, Problems problems) {
        return new UniqueKeys(problems).clean(document, "");
    }

    private Node clean(Node node, String path) {
        return switch (node) {
            case Mapping mapping -> clean(mapping, path);
            case Sequence list ->
                new Sequence(
                        list.span(),
                        list.items().stream().map(item -> clean(item, path)).toList());
            case Scalar scalar -> scalar;
            case Node.Unreadable unreadable -> unreadable;
        };
    }

    private Mapping clean(Mapping mapping, String path) {
        Map<String, Scalar> seen = new HashMap<>();
        List<Entry> kept = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            String key = path.isEmpty()
                    ? entry.key().text()
                    : path + "." + entry.key().text();
            Scalar first = seen.putIfAbsent(entry.key().text(), entry.key());
            if (first == null) {
                kept.add(new Entry(entry.key(), clean(entry.value(), key)));
            } else {
                report(entry.key(), key, first);
            }
        }
        return new Mapping(mapping.span(), kept);
    }

    private void report(Scalar key, String path, Scalar first) {
        String message = "the key " + ReadContext.quote(path) + " stands here a second time; the first is in "
                + first.span().lineSeenFrom(key.span());
        problems.add(key.span(), "", message, Optional.empty(), Optional.of("keep one of the two"));
    }
}
