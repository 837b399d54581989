package org.kubeos.yamlschema;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Unreadable;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Secrets;
import org.kubeos.yamlschema.yaml.Span;

/**
 * The state of reading a document: the current key, and where problems are reported.
 *
 * @param application name of the program that reads the document, for messages
 * @param schema of the whole document
 * @param key dotted path of the current key; empty at the top
 * @param environment variables that the document may refer to as {@code {env: NAME}}
 */
public record ReadContext(
        String application,
        MappingType<?> schema,
        String key,
        Problems problems,
        Secrets secrets,
        Map<String, String> environment) {

    private static final int MAX_QUOTE = 60;
    private static final Set<Byte> INVISIBLE = Set.of(
            Character.CONTROL,
            Character.FORMAT,
            Character.UNASSIGNED,
            Character.PRIVATE_USE,
            Character.SURROGATE,
            Character.SPACE_SEPARATOR,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR);
    private static final String ADVICE =
            "append adds to the list of the config that this one extends; write the list itself";

    /** For a document without environment variables. */
    public ReadContext(String application, MappingType<?> schema, String key, Problems problems, Secrets secrets) {
        this(application, schema, key, problems, secrets, Map.of());
    }

    ReadContext at(String child) {
        return new ReadContext(application, schema, path(child), problems, secrets, environment);
    }

    /** {@code node}, or the value of the environment variable that it refers to. */
    Node resolve(Node node) {
        return EnvironmentValue.in(node).map(value -> value.resolve(this)).orElse(node);
    }

    String path(String child) {
        return key.isEmpty() ? child : key + "." + child;
    }

    void report(Span span, String message, String expected) {
        problems.add(span, key, message, Optional.of(expected), Optional.empty());
    }

    void report(Span span, String message, String expected, Optional<String> advice) {
        problems.add(span, key, message, Optional.of(expected), advice);
    }

    /** Reports that {@code node} is of the wrong kind for {@code type}, unless that was reported before. */
    void reportKind(Node node, Type<?> type) {
        switch (node) {
            case Unreadable _ -> {}
            case Scalar scalar when scalar.isAbsent() -> report(node.span(), "has no value", type.noun());
            case Scalar scalar
            when secrets.hide(scalar) -> report(node.span(), "found a text (not shown)", type.noun());
            case Scalar scalar -> report(node.span(), "found the text " + quote(scalar), type.noun());
            case Mapping mapping
            when Overlay.isAddition(mapping) && takesList(type) ->
                report(node.span(), "there is no list to append to", type.noun(), Optional.of(ADVICE));
            default -> report(node.span(), "found " + node.kind(), type.noun());
        }
    }

    private static boolean takesList(Type<?> type) {
        return type instanceof ListType || type instanceof TextOrListType;
    }

    /** The scalar's text for a message: one line, not too long, and masked if it is a secret. */
    String quote(Scalar scalar) {
        return secrets.hide(scalar) ? "the value (not shown)" : quote(scalar.text());
    }

    static String quote(String text) {
        var quoted = new StringBuilder("'");
        text.codePoints().limit(MAX_QUOTE).forEach(c -> quoted.append(escape(c)));
        boolean cut = text.codePointCount(0, text.length()) > MAX_QUOTE;
        return quoted.append(cut ? "…'" : "'").toString();
    }

    private static String escape(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                boolean shown = codePoint == ' ' || !INVISIBLE.contains((byte) Character.getType(codePoint));
                yield shown ? Character.toString(codePoint) : "\\u%04x".formatted(codePoint);
            }
        };
    }
}
