package org.kubeos.yamlschema;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Secrets;
import org.kubeos.yamlschema.yaml.Span;
import org.kubeos.yamlschema.yaml.YamlWriter;

/** Renders a valid document for people: with defaults and absolute paths, and without secrets. */
public final class EffectiveConfigRenderer {

    private static final String MASK = "********";
    private static final String NOTE = "default";

    private final Secrets secrets;
    private final IdentityHashMap<Node, String> notes = new IdentityHashMap<>();

    private EffectiveConfigRenderer(Secrets secrets) {
        this.secrets = secrets;
    }

    /** The document as YAML, with a note at each default. */
    public static String text(Mapping document, MappingType<?> schema, Secrets secrets) {
        var effective = new EffectiveConfigRenderer(secrets);
        Mapping all = effective.section(document, schema);
        return new YamlWriter(effective.notes).write(all);
    }

    /** The same as a tree: a secret in it is replaced by a mask. */
    public static Mapping document(Mapping document, MappingType<?> schema, Secrets secrets) {
        return new EffectiveConfigRenderer(secrets).section(document, schema);
    }

    private Mapping section(Mapping given, MappingType<?> type) {
        List<Entry> entries = new ArrayList<>();
        for (Key<?> key : type.keys()) {
            var name = new Scalar(given.span(), key.name(), true);
            given.find(List.of(name))
                    .map(value -> shown(value, key.type()))
                    .or(() -> fallback(key, given.span()))
                    .ifPresent(value -> entries.add(new Entry(name, value)));
        }
        return new Mapping(given.span(), entries);
    }

    private Optional<Node> fallback(Key<?> key, Span place) {
        if (key.type() instanceof MappingType<?> type) {
            if (!type.mayBeEmpty()) {
                return Optional.empty();
            }
            Mapping section = section(new Mapping(place, List.of()), type);
            return Optional.<Node>of(section).filter(_ -> !section.entries().isEmpty());
        }
        Optional<Node> value = Defaults.of(key);
        value.ifPresent(node -> notes.put(node, NOTE));
        return value;
    }

    private Node shown(Node node, Type<?> type) {
        if (EnvironmentValue.in(node).isPresent()) {
            return node;
        }
        return switch (node) {
            case Scalar scalar -> new Scalar(scalar.span(), text(scalar, type), false);
            case Sequence list ->
                new Sequence(
                        list.span(),
                        list.items().stream()
                                .map(item -> shown(item, elementOf(type)))
                                .toList());
            case Mapping mapping when type instanceof MappingType<?> section -> section(mapping, section);
            case Mapping mapping ->
                new Mapping(
                        mapping.span(),
                        mapping.entries().stream()
                                .map(entry -> new Entry(entry.key(), shown(entry.value(), type)))
                                .toList());
            case Node.Unreadable unreadable -> unreadable;
        };
    }

    private static Type<?> elementOf(Type<?> type) {
        return switch (type) {
            case ListType<?> list -> list.element();
            case TextOrListType<?, ?> either -> either.list().element();
            default -> type;
        };
    }

    private String text(Scalar scalar, Type<?> type) {
        if (secrets.hide(scalar)) {
            return MASK;
        }
        return type instanceof TextType<?> text && isPath(scalar, text)
                ? scalar.span()
                        .document()
                        .directory()
                        .resolve(scalar.text())
                        .normalize()
                        .toString()
                : scalar.text();
    }

    private static boolean isPath(Scalar scalar, TextType<?> type) {
        try {
            Object value =
                    type.parser().parse(scalar.text(), scalar.span().document().directory());
            return value instanceof Path || value instanceof HostFiles.Named;
        } catch (InvalidValueException e) {
            return false;
        }
    }
}
