package org.kubeos.yamlschema.yaml;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Writes nodes as YAML. */
public final class YamlWriter {

    private static final Pattern PLAIN = Pattern.compile("(?!null$)[A-Za-z0-9_./][A-Za-z0-9_./+=@^~-]*");
    private static final String LINE_BREAKS = "\n\r\t\u0085\u2028\u2029\uFEFF";

    private final Map<String, String> comments;
    private final Map<Node, String> notes;
    private final BinaryOperator<String> values;
    private final StringBuilder out = new StringBuilder();

    /**
     * @param comments lines above keys, by dotted path
     * @param values returns the text to write for a dotted path and its value
     */
    public YamlWriter(Map<String, String> comments, BinaryOperator<String> values) {
        this(comments, Map.of(), values);
    }

    /** @param notes comments at the ends of lines, by the nodes of the values, compared by identity */
    public YamlWriter(IdentityHashMap<Node, String> notes) {
        this(Map.of(), notes, (_, value) -> value);
    }

    private YamlWriter(Map<String, String> comments, Map<Node, String> notes, BinaryOperator<String> values) {
        this.comments = comments;
        this.notes = notes;
        this.values = values;
    }

    /**
     * The YAML of a mapping.
     *
     * @throws IllegalArgumentException if a value is unreadable
     */
    public String write(Mapping root) {
        out.setLength(0);
        mapping(root, "", "");
        return out.toString();
    }

    private void mapping(Mapping mapping, String prefix, String indent) {
        for (Entry entry : mapping.entries()) {
            String key = prefix + entry.key().text();
            String comment = comments.get(key);
            if (comment != null) {
                out.append(indent).append("# ").append(comment).append('\n');
            }
            out.append(indent).append(quote(entry.key().text())).append(":");
            String note = notes.get(entry.value());
            value(entry.value(), key, indent + "  ", note == null ? "" : "  # " + note);
        }
    }

    private void value(Node node, String key, String indent, String note) {
        switch (node) {
            case Scalar scalar -> line(quote(values.apply(key, scalar.text())) + note);
            case Sequence list when list.items().isEmpty() -> line("[]" + note);
            case Mapping mapping when mapping.entries().isEmpty() -> line("{}" + note);
            case Sequence list -> {
                out.append(note).append('\n');
                list.items().forEach(item -> item(item, key, indent));
            }
            case Mapping mapping -> {
                out.append(note).append('\n');
                mapping(mapping, key + ".", indent);
            }
            case Node.Unreadable _ -> throw new IllegalArgumentException("unreadable: " + key);
        }
    }

    private void item(Node item, String key, String indent) {
        out.append(indent).append('-');
        if (item instanceof Mapping mapping && !mapping.entries().isEmpty()) {
            int start = out.length();
            mapping(mapping, key + ".", indent + "  ");
            // The first key is in the line of the hyphen.
            out.delete(start, start + indent.length() + 1);
        } else {
            value(item, key, indent + "  ", "");
        }
    }

    private void line(String text) {
        out.append(' ').append(text).append('\n');
    }

    /** {@code text} as a YAML scalar in one line, quoted if necessary. */
    public static String quote(String text) {
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            boolean visible = StreamReader.isPrintable(c) && LINE_BREAKS.indexOf(c) < 0;
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(visible ? Character.toString(c) : c == '\n' ? "\\n" : "\\U%08x".formatted(c));
        });
        return quoted.append('"').toString();
    }
}
