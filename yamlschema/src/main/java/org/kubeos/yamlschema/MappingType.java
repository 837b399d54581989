package org.kubeos.yamlschema;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;

/**
 * Keys with values, each key once: see {@link UniqueKeys}.
 *
 * @param keys all that there are, in the order of the reference
 * @param rule what must hold between several keys; it sees only values that are right by themselves
 * @param build makes the value, once nothing is wrong with the mapping
 */
public record MappingType<T>(List<Key<?>> keys, Consumer<ParsedMapping> rule, Function<ParsedMapping, T> build)
        implements Type<T> {

    public MappingType {
        keys = List.copyOf(keys);
    }

    public static <T> MappingType<T> of(List<Key<?>> keys, Function<ParsedMapping, T> build) {
        return new MappingType<>(keys, _ -> {}, build);
    }

    /** Whether no key is required, so that a mapping which is not there means the same as an empty one. */
    boolean mayBeEmpty() {
        return keys.stream().noneMatch(Key::required);
    }

    @Override
    public String noun() {
        return (keys.size() == 1 ? "the key " : "the keys ")
                + keys.stream().map(Key::name).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<T> read(Node node, ReadContext reading) {
        if (!(node instanceof Mapping mapping)) {
            reading.reportKind(node, this);
            return Optional.empty();
        }
        int before = reading.problems().count();
        var values = new ParsedMapping(mapping.span(), reading);
        Set<String> misspelt = new HashSet<>();
        for (Entry entry : mapping.entries()) {
            Optional<Key<?>> key = key(entry.key().text());
            if (key.isPresent()) {
                values.read(key.get(), entry.value());
            } else {
                nearest(entry.key().text()).ifPresent(misspelt::add);
                reportUnknown(entry.key(), reading);
            }
        }
        for (Key<?> key : keys) {
            if (!values.isGiven(key)) {
                values.fill(key);
                if (key.required() && !misspelt.contains(key.name())) {
                    reportMissing(key, mapping, reading);
                }
            }
        }
        rule.accept(values);
        return values.isComplete() && reading.problems().count() == before
                ? Optional.of(build.apply(values))
                : Optional.empty();
    }

    /** The declared key of that name. */
    public Optional<Key<?>> key(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    private void reportUnknown(Scalar key, ReadContext reading) {
        String message = "unknown key " + ReadContext.quote(reading.path(key.text()));
        if (reading.problems().areMany()) {
            reading.problems().add(key.span(), "", message);
            return;
        }
        String all = keys.stream().map(Key::name).collect(Collectors.joining(", "));
        Optional<String> meant =
                nearest(key.text()).map(reading::path).or(() -> reading.schema().pathEndingWith(key.text()));
        reading.problems()
                .add(
                        key.span(),
                        "",
                        message,
                        meant.isPresent() ? Optional.empty() : Optional.of(keys.size() == 1 ? all : "one of " + all),
                        meant.map(path -> "did you mean '" + path + "'?"));
    }

    private Optional<String> nearest(String name) {
        return Suggestions.to(name, keys.stream().map(Key::name).toList());
    }

    private static void reportMissing(Key<?> key, Mapping mapping, ReadContext reading) {
        String message = "the key '" + reading.path(key.name()) + "' is missing";
        Optional<String> expected = Optional.of(key.type().noun());
        reading.problems().add(mapping.span().start(), "", message, expected, Optional.empty());
    }

    private Optional<String> pathEndingWith(String name) {
        return paths("")
                .filter(path -> !name.isEmpty() && path.endsWith("." + name))
                .findFirst();
    }

    /** Dotted paths of all keys of this mapping and those in it. */
    private Stream<String> paths(String prefix) {
        return keys.stream().flatMap(key -> {
            String path = prefix + key.name();
            Stream<String> inner =
                    key.type() instanceof MappingType<?> section ? section.paths(path + ".") : Stream.of();
            return Stream.concat(Stream.of(path), inner);
        });
    }

    /** What stands at a key, for those who only look. */
    @Nullable
    Type<?> typeOf(String name) {
        return key(name).<@Nullable Type<?>>map(Key::type).orElse(null);
    }
}
