package org.kubeos.yamlschema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Secrets;
import org.kubeos.yamlschema.yaml.Span;

/**
 * Finds the secrets of a document before any of it is shown. As a secret may be at the wrong key by mistake, values next to
 * secret keys count as well, and those of keys that are named like one.
 */
public final class SecretFinder {

    private final Map<String, String> environment;
    private final List<Span> found = new ArrayList<>();
    private final Set<String> texts = new HashSet<>();

    private SecretFinder(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @param complete false if only a part of the document could be read */
    public static Secrets find(Node document, boolean complete, MappingType<?> schema) {
        return find(document, complete, schema, Map.of());
    }

    /** @param environment variables that the document may refer to; their values are always secret */
    public static Secrets find(
            Node document, boolean complete, MappingType<?> schema, Map<String, String> environment) {
        var finder = new SecretFinder(environment);
        finder.look(document, schema);
        return new Secrets(finder.found, finder.texts, complete);
    }

    private void look(Node node, @Nullable Type<?> type) {
        Optional<String> variable = variable(node);
        if (variable.isPresent()) {
            Optional.ofNullable(environment.get(variable.get())).ifPresent(texts::add);
        } else if (isSecret(node, type)) {
            found.add(node.span());
        } else if (node instanceof Mapping mapping) {
            mapping.entries().forEach(entry -> look(entry, type));
        } else if (holdsSecret(type)) {
            found.add(node.span());
        } else if (node instanceof Sequence sequence) {
            sequence.items().forEach(item -> look(item, elementType(type)));
        }
    }

    private void look(Entry entry, @Nullable Type<?> parent) {
        String name = entry.key().text();
        Type<?> type = typeBelow(parent, name);
        if (type == null
                && (holdsSecret(parent) || soundsSecret(name))
                && variable(entry.value()).isEmpty()) {
            found.add(entry.value().span());
        } else {
            look(entry.value(), type);
        }
    }

    private static @Nullable Type<?> typeBelow(@Nullable Type<?> parent, String name) {
        return switch (parent) {
            case MappingType<?> mapping -> mapping.typeOf(name);
            case TextOrMappingType<?> either -> either.mapping().typeOf(name);
            case DictionaryType<?> map -> soundsSecret(name) ? null : map.value();
            case null, default -> null;
        };
    }

    /** The variable that {@code node} takes its value from. */
    private static Optional<String> variable(Node node) {
        return EnvironmentValue.in(node).flatMap(EnvironmentValue::variable);
    }

    private static @Nullable Type<?> elementType(@Nullable Type<?> type) {
        return switch (type) {
            case ListType<?> list -> list.element();
            case TextOrListType<?, ?> either -> either.list().element();
            case null, default -> null;
        };
    }

    private static boolean isSecret(Node node, @Nullable Type<?> type) {
        return type instanceof TextType<?> text && node instanceof Scalar scalar ? text.hides(scalar) : isSecret(type);
    }

    private static boolean isSecret(@Nullable Type<?> type) {
        return switch (type) {
            case TextType<?> text -> text.secrecy() != TextType.Secrecy.PUBLIC;
            case TextOrMappingType<?> either -> isSecret(either.text());
            case null, default -> false;
        };
    }

    private static boolean holdsSecret(@Nullable Type<?> type) {
        return type instanceof MappingType<?> mapping && mapping.keys().stream().anyMatch(key -> isSecret(key.type()));
    }

    private static boolean soundsSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("passw") || lower.contains("secret") || Suggestions.distance(lower, "password") <= 2;
    }
}
