package org.kubeos.kbimg.config.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.config.yaml.Node;
import org.kubeos.kbimg.config.yaml.Node.Entry;
import org.kubeos.kbimg.config.yaml.Node.Mapping;
import org.kubeos.kbimg.config.yaml.Node.Sequence;
import org.kubeos.kbimg.config.yaml.Secrets;
import org.kubeos.kbimg.config.yaml.Span;

/**
 * Finds what a document holds of secrets, before anything of it is shown. A secret that was put at the wrong key is one
 * all the same, so values next to where one belongs count, and those of keys that sound like one.
 */
public final class SecretFinder {

    private final List<Span> found = new ArrayList<>();

    private SecretFinder() {}

    /** @param whole false if {@code document} is only what could be read of one */
    public static Secrets find(Node document, boolean whole, MappingType<?> schema) {
        var finder = new SecretFinder();
        finder.look(document, schema);
        return new Secrets(finder.found, whole);
    }

    private void look(Node node, @Nullable Type<?> type) {
        if (isSecret(type)) {
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
        if (type == null && (holdsSecret(parent) || soundsSecret(name))) {
            found.add(entry.value().span());
        } else {
            look(entry.value(), type);
        }
    }

    private static @Nullable Type<?> typeBelow(@Nullable Type<?> parent, String name) {
        return switch (parent) {
            case MappingType<?> mapping -> mapping.typeOf(name);
            case TextOrMappingType<?> either -> either.mapping().typeOf(name);
            case MapType<?> map -> soundsSecret(name) ? null : map.value();
            case null, default -> null;
        };
    }

    private static @Nullable Type<?> elementType(@Nullable Type<?> type) {
        return switch (type) {
            case ListType<?> list -> list.element();
            case TextOrListType<?, ?> either -> either.list().element();
            case null, default -> null;
        };
    }

    private static boolean isSecret(@Nullable Type<?> type) {
        return switch (type) {
            case TextType<?> text -> text.secret();
            case TextOrMappingType<?> either -> either.text().secret();
            case null, default -> false;
        };
    }

    private static boolean holdsSecret(@Nullable Type<?> type) {
        return type instanceof MappingType<?> mapping && mapping.keys().stream().anyMatch(key -> isSecret(key.type()));
    }

    private static boolean soundsSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("passw") || lower.contains("secret") || Nearest.distance(lower, "password") <= 2;
    }
}
