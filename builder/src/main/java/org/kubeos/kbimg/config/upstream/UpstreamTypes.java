package org.kubeos.kbimg.config.upstream;

import java.util.List;
import java.util.Map;
import org.kubeos.yamlschema.ChoiceType;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;
import org.kubeos.yamlschema.TextType;
import org.kubeos.yamlschema.Type;

/** Kinds of values in upstream's configs. Whether a file is there matters to a build, not to a conversion. */
final class UpstreamTypes {

    static final TextType<String> TEXT = TextType.of("a text", "at least one character", "(?s).+");
    static final TextType<String> PATH = TextType.of("a path", "at least one character", "(?s).+");
    static final TextType<String> REPOSITORY_FILE =
            TextType.of("a repository file", "a path that ends in .repo", "(?s).+\\.(?:repo|sources|list)");
    static final TextType<String> BOOLEAN = TextType.of("a boolean", "true or false", "true|false");
    static final TextType<String> NUMBER = TextType.of("a number", "a whole number, at most 6 digits", "\\d{1,6}");
    static final TextType<String> LIMIT =
            TextType.of("a limit", "a whole number of MiB, at most 10 digits", "\\d{1,10}");
    static final TextType<String> SECRET = TextType.secret("a password", "at least one character", "(?s).+", "");

    private UpstreamTypes() {}

    static <T> Key<T> key(String name, Type<T> type) {
        return Key.optional(name, type, "");
    }

    /** A list in which upstream doesn't mind repetitions. */
    static <T> ListType<T> listOf(Type<T> element) {
        return new ListType<>("a list", element, false);
    }

    static MappingType<ParsedMapping> section(Key<?>... keys) {
        return MappingType.of(List.of(keys), values -> values);
    }

    /** One of several words. */
    static ChoiceType<String> words(String noun, String... words) {
        return ChoiceType.of(noun, List.of(words), word -> word, Map.of());
    }
}
