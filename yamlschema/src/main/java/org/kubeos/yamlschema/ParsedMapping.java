package org.kubeos.yamlschema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Span;

/** The values of a mapping by key. Rules that compare several keys report problems here. */
public final class ParsedMapping {

    private final Map<Key<?>, Object> values = new HashMap<>();
    private final Map<Key<?>, Node> nodes = new HashMap<>();
    private boolean complete = true;
    private final Span place;
    private final ReadContext context;

    ParsedMapping(Span place, ReadContext context) {
        this.place = place;
        this.context = context;
    }

    <T> void read(Key<T> key, Node node) {
        nodes.put(key, node);
        Optional<T> value = key.type().read(node, context.at(key.name()));
        value.ifPresent(v -> values.put(key, v));
        complete &= value.isPresent();
    }

    <T> void fill(Key<T> key) {
        key.whenAbsent(place, context).ifPresent(value -> values.put(key, value));
    }

    /** Whether all values that were read are valid. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the document has the key, with a valid or invalid value. */
    public boolean isGiven(Key<?> key) {
        return nodes.containsKey(key);
    }

    /** The nodes of the document, by key. */
    public SortedMap<String, Node> written() {
        var written = new TreeMap<String, Node>();
        nodes.forEach((key, node) -> written.put(key.name(), node));
        return written;
    }

    /** The value or its default; empty if there is neither, or the value is invalid. */
    @SuppressWarnings("unchecked") // Only read() and fill() put values, under keys of their type.
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((@Nullable T) values.get(key));
    }

    /**
     * The value of a key that is required or has a default.
     *
     * @throws IllegalStateException if there is none, which is impossible in a valid mapping
     */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("no value for " + context.path(key.name())));
    }

    /** Reports a problem of the mapping as a whole. */
    public void report(String message, String expected) {
        context.report(place.start(), message, expected);
    }

    /** Reports a problem of the value of {@code key}, which must be given. */
    public void report(Key<?> key, String message) {
        context.problems().add(given(key).span(), context.path(key.name()), message);
    }

    /**
     * Reports a problem that takes long to find, once somebody waits for it: see {@link
     * org.kubeos.yamlschema.yaml.Problems#finish}.
     *
     * @param check says what is wrong with the value of {@code key}; empty if nothing is
     */
    public void reportLater(Key<?> key, Supplier<Optional<String>> check) {
        context.problems().addLater(() -> check.get().ifPresent(message -> report(key, message)));
    }

    /** As {@link #report(Key, String)}, for the element {@code index} of a list. */
    public void report(Key<?> key, int index, String message) {
        context.problems().add(element(key, index), context.path(key.name()), message);
    }

    /**
     * Reports elements of a list that share a thing with an earlier element.
     *
     * @param key of the list
     * @param what the kind of thing, as in "a second {@code account named} alice"
     * @param things the things of an element, which no other element may have
     */
    public <T> void requireDistinct(Key<?> key, List<T> list, String what, Function<T, ? extends Stream<?>> things) {
        Map<Object, Integer> seen = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            for (Object thing : things.apply(list.get(i)).toList()) {
                Integer first = seen.putIfAbsent(thing, i);
                if (first != null) {
                    String place = element(key, first).lineSeenFrom(element(key, i));
                    report(key, i, "a second " + what + " " + thing + "; the first is in " + place);
                }
            }
        }
    }

    private Span element(Key<?> key, int index) {
        Node node = given(key) instanceof Sequence list ? list.items().get(index) : given(key);
        return node.span();
    }

    private Node given(Key<?> key) {
        Node node = nodes.get(key);
        if (node == null) {
            throw new IllegalArgumentException("not given: " + context.path(key.name()));
        }
        return node;
    }
}
