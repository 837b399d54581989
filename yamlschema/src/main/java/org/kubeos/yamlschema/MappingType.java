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
 * A mapping with declared keys. Duplicates are removed before: see {@link UniqueKeys}.
 *
 * @param keys all keys, in the order of the reference page
 * @param rule checks several keys against each other; it sees only values that are valid by themselves
 * @param build creates the value of a valid mapping
 */
public record MappingType<T>(List<Key<?>> keys, Consumer<ParsedMapping> rule, Function<ParsedMapping, T> build)
        implements Type<T> {

    public MappingType {
        keys = List.copyOf(keys);
    }

    /** A mapping without a rule. */
    public static <T> MappingType<T> of(List<Key<?>> keys, Function<ParsedMapping, T> build) {
        return new MappingType<>(keys, _ -> {}, build);
    }

    /** Whether no key is required, so a missing mapping means the same as an empty one. */
    boolean mayBeEmpty() {
        return keys.stream().noneMatch(Key::required);
    }

    @Override
    public String noun() {
        return (keys.size() == 1 ? "the key " : "the keys ")
                + keys.stream().map(Key::name).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<T> read(Node node, ReadContext context) {
        if (!(node instanceof Mapping mapping)) {
            context.reportKind(node, this);
            return Optional.empty();
        }
        int before = context.problems().count();
        var values = new ParsedMapping(mapping.span(), context);
        Set<String> misspelt = new HashSet<>();
        for (Entry entry : mapping.entries()) {
            Optional<Key<?>> key = key(entry.key().text());
            if (key.isPresent()) {
                values.read(key.get(), entry.value());
            } else {
                nearest(entry.key().text()).ifPresent(misspelt::add);
                reportUnknown(entry.key(), context);
            }
        }
        for (Key<?> key : keys) {
            if (!values.isGiven(key)) {
                values.fill(key);
                if (key.required() && !misspelt.contains(key.name())) {
                    reportMissing(key, mapping, context);
                }
            }
        }
        rule.accept(values);
        return values.isComplete() && context.problems().count() == before
                ? Optional.of(build.apply(values))
                : Optional.empty();
    }

    /** The declared key of that name. */
    public Optional<Key<?>> key(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    private void reportUnknown(Scalar key, ReadContext context) {
        String message = "unknown key " + ReadContext.quote(context.path(key.text()));
        if (context.problems().areMany()) {
            context.problems().add(key.span(), "", message);
            return;
        }
        String all = keys.stream().map(Key::name).collect(Collectors.joining(", "));
        Optional<String> meant =
                nearest(key.text()).map(context::path).or(() -> context.schema().pathEndingWith(key.text()));
        context.problems()
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

    private static void reportMissing(Key<?> key, Mapping mapping, ReadContext context) {
        String message = "the key '" + context.path(key.name()) + "' is missing";
        Optional<String> expected = Optional.of(key.type().noun());
        context.problems().add(mapping.span().start(), "", message, expected, Optional.empty());
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

    /** The type of a key; null if it is not declared. */
    @Nullable
    Type<?> typeOf(String name) {
        return key(name).<@Nullable Type<?>>map(Key::type).orElse(null);
    }
}
