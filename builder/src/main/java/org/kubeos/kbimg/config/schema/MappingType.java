package org.kubeos.kbimg.config.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.config.yaml.Node;
import org.kubeos.kbimg.config.yaml.Node.Entry;
import org.kubeos.kbimg.config.yaml.Node.Mapping;
import org.kubeos.kbimg.config.yaml.Node.Scalar;

/**
 * Keys with values.
 *
 * @param keys all that there are, in the order of the reference
 * @param rule what must hold between several keys; it sees only values that are right by themselves
 * @param build makes the value, once nothing is wrong with the mapping
 */
public record MappingType<T>(List<Key<?>> keys, Consumer<Values> rule, Function<Values, T> build) implements Type<T> {

    public MappingType {
        keys = List.copyOf(keys);
    }

    public static <T> MappingType<T> of(List<Key<?>> keys, Function<Values, T> build) {
        return new MappingType<>(keys, _ -> {}, build);
    }

    @Override
    public String noun() {
        return "the keys " + keys.stream().map(Key::name).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<T> read(Node node, Reading reading) {
        if (!(node instanceof Mapping mapping)) {
            reading.reportKind(node, this);
            return Optional.empty();
        }
        int before = reading.problems().count();
        var values = new Values(mapping.span(), reading);
        Map<String, Scalar> seen = new HashMap<>();
        for (Entry entry : mapping.entries()) {
            Scalar first = seen.putIfAbsent(entry.key().text(), entry.key());
            Optional<Key<?>> key = key(entry.key().text());
            if (first != null) {
                reportDuplicate(entry.key(), first, reading);
            } else if (key.isPresent()) {
                values.read(key.get(), entry.value());
            } else {
                reportUnknown(entry.key(), reading);
            }
        }
        for (Key<?> key : keys) {
            if (!values.isGiven(key)) {
                values.fill(key);
                reportMissing(key, mapping, reading);
            }
        }
        rule.accept(values);
        return reading.problems().count() == before ? Optional.of(build.apply(values)) : Optional.empty();
    }

    /** The declared key of that name. */
    public Optional<Key<?>> key(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    private static void reportDuplicate(Scalar key, Scalar first, Reading reading) {
        String name = Reading.quote(reading.path(key.text()));
        String message = "the key " + name + " stands here a second time; the first is in line "
                + (first.span().line() + 1);
        reading.problems().add(key.span(), "", message, Optional.empty(), Optional.of("keep one of the two"));
    }

    private void reportUnknown(Scalar key, Reading reading) {
        List<String> siblings = keys.stream().map(Key::name).toList();
        Optional<String> meant = Nearest.to(key.text(), siblings)
                .map(reading::path)
                .or(() -> reading.schema()
                        .paths("")
                        .filter(path -> endsWith(path, key.text()))
                        .findFirst());
        reading.problems()
                .add(
                        key.span(),
                        "",
                        "unknown key " + Reading.quote(reading.path(key.text())),
                        meant.isPresent()
                                ? Optional.empty()
                                : Optional.of((siblings.size() == 1 ? "" : "one of ") + String.join(", ", siblings)),
                        meant.map(path -> "did you mean '" + path + "'?"));
    }

    private static boolean endsWith(String path, String name) {
        return !name.isEmpty() && path.endsWith("." + name);
    }

    private static void reportMissing(Key<?> key, Mapping mapping, Reading reading) {
        if (key.required()) {
            String message = "the key '" + reading.path(key.name()) + "' is missing";
            reading.problems()
                    .add(
                            mapping.span().start(),
                            "",
                            message,
                            Optional.of(key.type().noun()),
                            Optional.empty());
        }
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
