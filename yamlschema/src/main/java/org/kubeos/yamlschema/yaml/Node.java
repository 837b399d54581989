package org.kubeos.yamlschema.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value in a document, with its position. */
public sealed interface Node {

    Span span();

    /** The name of this kind of value, for messages. */
    String kind();

    /**
     * A single value, as the text that was written: {@code 1.10} and {@code 0644} are not numbers.
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

    /** A list. */
    record Sequence(Span span, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys and values in the order of the document, perhaps with duplicate keys. */
    record Mapping(Span span, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "keys with values";
        }

        /** The value at {@code path}. */
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

        /** This mapping with a value set at {@code path}. Other values on the path are replaced by mappings. */
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

    /** A value that could not be read, which was already reported. */
    record Unreadable(Span span) implements Node {
        @Override
        public String kind() {
            return "something unreadable";
        }
    }

    /** A key with its value. */
    record Entry(Scalar key, Node value) {}
}
