package org.kubeos.yamlschema;

import java.util.List;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Span;

/**
 * The declaration of a key in a mapping.
 *
 * @param fallback the default
 * @param fallbackText the default as people write it; empty if there is none
 * @param description for the reference: one or two sentences
 */
public record Key<T>(
        String name, Type<T> type, boolean required, Optional<T> fallback, String fallbackText, String description) {

    /** A key that must be given. */
    public static <T> Key<T> required(String name, Type<T> type, String description) {
        return new Key<>(name, type, true, Optional.empty(), "", description);
    }

    /** A key that may be missing. If it is a mapping without required keys, its value is then that of an empty mapping. */
    public static <T> Key<T> optional(String name, Type<T> type, String description) {
        return new Key<>(name, type, false, Optional.empty(), "", description);
    }

    /**
     * This key with a default.
     *
     * @param text the default as people write it
     */
    public Key<T> orElse(T value, String text) {
        return new Key<>(name, type, required, Optional.of(value), text, description);
    }

    /** The value if the key is missing in the mapping at {@code place}. */
    Optional<T> whenAbsent(Span place, ReadContext context) {
        return type instanceof MappingType<T> section && !required && section.mayBeEmpty()
                ? section.read(new Mapping(place, List.of()), context.at(name))
                : fallback;
    }
}
