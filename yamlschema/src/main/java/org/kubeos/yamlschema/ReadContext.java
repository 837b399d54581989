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
 * Where the reader is, and whom it tells what is wrong there.
 *
 * @param schema the whole document's
 * @param key dotted path of the place; empty at the top
 * @param environment what a document may ask for with {@code {env: NAME}}
 */
public record ReadContext(
        MappingType<?> schema, String key, Problems problems, Secrets secrets, Map<String, String> environment) {

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

    /** Of a document that asks for nothing from the environment. */
    public ReadContext(MappingType<?> schema, String key, Problems problems, Secrets secrets) {
        this(schema, key, problems, secrets, Map.of());
    }

    ReadContext at(String child) {
        return new ReadContext(schema, path(child), problems, secrets, environment);
    }

    /** Where a single value may stand: {@code node}, or the value that it asks the environment for. */
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

    /** Tells that {@code node} is of another kind than {@code type} wants, unless that was told before. */
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
