package org.kubeos.yamlschema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Span;

/** What a mapping holds, by declared key, and a voice for rules that compare the values of several keys. */
public final class ParsedMapping {

    private final Map<Key<?>, Object> values = new HashMap<>();
    private final Map<Key<?>, Node> nodes = new HashMap<>();
    private boolean complete = true;
    private final Span place;
    private final ReadContext reading;

    ParsedMapping(Span place, ReadContext reading) {
        this.place = place;
        this.reading = reading;
    }

    <T> void read(Key<T> key, Node node) {
        nodes.put(key, node);
        Optional<T> value = key.type().read(node, reading.at(key.name()));
        value.ifPresent(v -> values.put(key, v));
        complete &= value.isPresent();
    }

    <T> void fill(Key<T> key) {
        key.whenAbsent(place, reading).ifPresent(value -> values.put(key, value));
    }

    /** Whether all values that were read are right. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the document has the key, with a right value or a wrong one. */
    public boolean isGiven(Key<?> key) {
        return nodes.containsKey(key);
    }

    /** What the document has, by key. */
    public SortedMap<String, Node> written() {
        var written = new TreeMap<String, Node>();
        nodes.forEach((key, node) -> written.put(key.name(), node));
        return written;
    }

    /** The value or its default; empty if there is neither, or what was given is wrong. */
    @SuppressWarnings("unchecked") // Only read() and fill() put values, under keys of their type.
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((@Nullable T) values.get(key));
    }

    /** The value of a key that is required or has a default, in a mapping without problems. */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("no value for " + reading.path(key.name())));
    }

    /** Tells that something is wrong with the mapping as a whole. */
    public void report(String message, String expected) {
        reading.report(place.start(), message, expected);
    }

    /** Tells that the value of {@code key}, which is given, doesn't go with the rest. */
    public void report(Key<?> key, String message) {
        reading.problems().add(given(key).span(), reading.path(key.name()), message);
    }

    /** As {@link #report(Key, String)}, pointing at the element {@code index} of a list. */
    public void report(Key<?> key, int index, String message) {
        reading.problems().add(element(key, index), reading.path(key.name()), message);
    }

    /**
     * Tells of the elements of a list that have something which an element before them has, too.
     *
     * @param key has the list
     * @param what they have, as in "a second {@code account named} alice"
     * @param things what must be each element's alone
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
            throw new IllegalArgumentException("not given: " + reading.path(key.name()));
        }
        return node;
    }
}
