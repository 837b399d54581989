package org.kubeos.yamlschema.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value in a document and where it stands. */
public sealed interface Node {

    Span span();

    /** What a person would call this kind of value. */
    String kind();

    /**
     * A single value. It stays the text that was written: {@code 1.10} and {@code 0644} are not numbers here.
     *
     * @param plain written without quotes
     */
    record Scalar(Span span, String text, boolean plain) implements Node {

        /** Whether the key was left without a value, or given YAML's null. */
        public boolean isAbsent() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String kind() {
            return isAbsent() ? "nothing" : "text";
        }
    }

    record Sequence(Span span, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys and values in the order written; the same key may come twice. */
    record Mapping(Span span, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "keys with values";
        }

        /** What stands at {@code path}. */
        public Optional<Node> find(List<Scalar> path) {
            String key = path.getFirst().text();
            Optional<Node> value = entries.stream()
                    .filter(entry -> entry.key().text().equals(key))
                    .map(Entry::value)
                    .findFirst();
            List<Scalar> rest = path.subList(1, path.size());
            return rest.isEmpty()
                    ? value
                    : value.filter(Mapping.class::isInstance).flatMap(inner -> ((Mapping) inner).find(rest));
        }

        /** This mapping with the value at {@code path} replaced or added; what is on the way and no mapping gives way. */
        public Mapping with(List<Scalar> path, Node value) {
            Scalar key = path.getFirst();
            List<Scalar> rest = path.subList(1, path.size());
            var old = new Mapping(key.span(), List.of());
            var result = new ArrayList<Entry>();
            for (Entry entry : entries) {
                if (!entry.key().text().equals(key.text())) {
                    result.add(entry);
                } else if (entry.value() instanceof Mapping inner) {
                    old = inner;
                }
            }
            result.add(new Entry(key, rest.isEmpty() ? value : old.with(rest, value)));
            return new Mapping(span, result);
        }
    }

    /** Something that was already complained about. */
    record Unreadable(Span span) implements Node {
        @Override
        public String kind() {
            return "something unreadable";
        }
    }

    record Entry(Scalar key, Node value) {}
}
