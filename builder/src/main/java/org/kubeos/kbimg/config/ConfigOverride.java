package org.kubeos.kbimg.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.yamlschema.Overlay;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Span;
import org.kubeos.yamlschema.yaml.YamlReader;

/**
 * A value from the command line that replaces one of the file.
 *
 * @param path the key's parts
 * @param complete false if the value is YAML that could not be read to its end
 */
record ConfigOverride(List<Scalar> path, Node value, boolean complete) {

    private static final Pattern ASSIGNMENT =
            Pattern.compile("([A-Za-z][A-Za-z0-9_-]*+(?:\\.[A-Za-z0-9_-]++)*+)=(?s:.*)");

    /**
     * @param number counts the overrides from 1
     * @throws UsageException if {@code text} is not {@code key=value}; the message does not repeat it, because it may
     *     contain a password
     */
    static ConfigOverride parse(int number, String text, Problems problems) {
        Matcher matcher = ASSIGNMENT.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException("Each --set takes key=value, such as disk.size=30GiB. Number " + number
                    + " of them does not have this form.");
        }
        Document document = Document.ofOverride(number, text);
        int equals = matcher.end(1);
        var path = new ArrayList<Scalar>();
        int start = 0;
        for (String part : matcher.group(1).split("\\.")) {
            path.add(new Scalar(Span.inFirstLine(document, start, start + part.length()), part, true));
            start += part.length() + 1;
        }
        String value = text.substring(equals + 1);
        if (value.startsWith("[") || value.startsWith("{")) {
            // Spaces instead of the key keep the columns right.
            YamlReader.Tree tree = YamlReader.read(document, " ".repeat(equals + 1) + value, problems);
            Span rest = Span.inFirstLine(document, equals + 1, text.length());
            return new ConfigOverride(path, tree.root().orElseGet(() -> new Node.Unreadable(rest)), tree.complete());
        }
        Span span = Span.inFirstLine(document, equals + 1, text.codePointCount(0, text.length()));
        return new ConfigOverride(path, new Scalar(span, value, false), true);
    }

    /** {@code root} with this value set; unchanged if it is not a mapping. */
    Node applyTo(Node root) {
        if (!(root instanceof Mapping mapping)) {
            return root;
        }
        Optional<Node> old = mapping.find(path);
        return mapping.with(
                path, old.map(below -> Overlay.replace(below, value)).orElse(value));
    }
}
