package org.kubeos.yamlschema;

import java.util.List;
import java.util.Optional;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Span;

/**
 * A key of a mapping, declared once.
 *
 * @param fallback the value where the key is not given
 * @param fallbackText how a person would write or say the fallback; empty if there is none
 * @param description for the reference: one or two sentences
 */
public record Key<T>(
        String name, Type<T> type, boolean required, Optional<T> fallback, String fallbackText, String description) {

    public static <T> Key<T> required(String name, Type<T> type, String description) {
        return new Key<>(name, type, true, Optional.empty(), "", description);
    }

    /** A key that may be missing: its value is an Optional, or for a mapping that may be empty, that of an empty one. */
    public static <T> Key<T> optional(String name, Type<T> type, String description) {
        return new Key<>(name, type, false, Optional.empty(), "", description);
    }

    public Key<T> orElse(T value, String text) {
        return new Key<>(name, type, required, Optional.of(value), text, description);
    }

    /** The value where the key is not given in the mapping at {@code place}. */
    Optional<T> whenAbsent(Span place, ReadContext reading) {
        return type instanceof MappingType<T> section && !required && section.mayBeEmpty()
                ? section.read(new Mapping(place, List.of()), reading.at(name))
                : fallback;
    }
}
