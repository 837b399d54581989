package org.kubeos.kbimg.config.upstream;

import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import org.kubeos.kbimg.config.yaml.Node;
import org.kubeos.kbimg.config.yaml.Node.Entry;
import org.kubeos.kbimg.config.yaml.Node.Mapping;
import org.kubeos.kbimg.config.yaml.Node.Scalar;
import org.kubeos.kbimg.config.yaml.Node.Sequence;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Writes a tree of values as YAML. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("(?!null$)[A-Za-z0-9_./][A-Za-z0-9_./+=@^~-]*");
    private static final String LINE_BREAKS = "\n\r\t\u0085\u2028\u2029\uFEFF";

    private final Map<String, String> comments;
    private final BinaryOperator<String> values;
    private final StringBuilder out = new StringBuilder();

    /**
     * @param comments lines above keys, by dotted key
     * @param values the text to write for a dotted key and its single value
     */
    YamlText(Map<String, String> comments, BinaryOperator<String> values) {
        this.comments = comments;
        this.values = values;
    }

    String write(Mapping root) {
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
            out.append(indent).append(entry.key().text()).append(':');
            value(entry.value(), key, indent + "  ");
        }
    }

    private void value(Node node, String key, String indent) {
        switch (node) {
            case Scalar scalar ->
                out.append(' ').append(quote(values.apply(key, scalar.text()))).append('\n');
            case Sequence list when list.items().isEmpty() -> out.append(" []\n");
            case Sequence list -> {
                out.append('\n');
                for (Node item : list.items()) {
                    out.append(indent).append('-');
                    value(item, key, indent + "  ");
                }
            }
            case Mapping mapping -> {
                out.append('\n');
                mapping(mapping, key + ".", indent);
            }
            case Node.Unreadable _ -> throw new IllegalArgumentException("unreadable: " + key);
        }
    }

    /** {@code text} as YAML in one line, in quotes if it needs them. */
    static String quote(String text) {
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            boolean visible = StreamReader.isPrintable(c) && LINE_BREAKS.indexOf(c) < 0;
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(visible ? Character.toString(c) : "\\U%08x".formatted(c));
        });
        return quoted.append('"').toString();
    }
}
