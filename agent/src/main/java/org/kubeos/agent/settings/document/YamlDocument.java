package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kubeos.agent.settings.document.TextEdits.Edit;

/** A YAML document whose root has keys, such as the kubelet's configuration. */
public final class YamlDocument extends TreeDocument {

    private final String text;
    private final YamlNode.@Nullable Mapping root;

    private YamlDocument(String text, YamlNode.@Nullable Mapping root) {
        this.text = text;
        this.root = root;
    }

    /**
     * Reads a text.
     *
     * @throws DocumentException if it isn't YAML, has no keys, or has anchors, aliases, tags, or several documents
     */
    public static YamlDocument parse(String text) throws DocumentException {
        Optional<YamlNode> root = YamlParser.parse(text);
        if (root.isEmpty()) {
            return new YamlDocument(text, null);
        }
        if (!(root.get() instanceof YamlNode.Mapping mapping)) {
            throw new DocumentException("expected keys with values, found something else");
        }
        return new YamlDocument(text, mapping);
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public ObjectNode tree() {
        return root == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) YamlParser.value(root);
    }

    @Override
    TreeDocument parseEdited(String edited) throws DocumentException {
        return parse(edited);
    }

    @Override
    boolean same(JsonNode tree, JsonNode other) {
        return Trees.same(tree, other);
    }

    @Override
    String textWith(KeyPath path, JsonNode value) throws DocumentException {
        if (root == null) {
            return TextEdits.apply(
                    text, List.of(TextEdits.insertLines(text, text.length(), lines(path.keys(), value, ""))));
        }
        YamlNode.Mapping mapping = root;
        for (int i = 0; ; i++) {
            String key = path.keys().get(i);
            List<String> rest = path.keys().subList(i + 1, path.keys().size());
            Optional<YamlNode.Entry> entry = mapping.entry(key);
            if (entry.isEmpty()) {
                return TextEdits.apply(
                        text,
                        List.of(insertion(
                                mapping, path.keys().subList(i, path.keys().size()), value)));
            }
            YamlNode present = entry.get().value();
            boolean absent = present instanceof YamlNode.Scalar scalar && scalar.isNull();
            if (rest.isEmpty() || absent) {
                return TextEdits.apply(text, replacement(mapping, entry.get(), nested(rest, value)));
            }
            if (!(present instanceof YamlNode.Mapping inner)) {
                throw new DocumentException("\"" + key + "\" has no keys of its own");
            }
            mapping = inner;
        }
    }

    private Edit insertion(YamlNode.Mapping mapping, List<String> keys, JsonNode value) {
        JsonNode inner = nested(keys.subList(1, keys.size()), value);
        if (mapping.isFlow()) {
            String entry = YamlText.key(keys.getFirst()) + ": " + YamlText.inline(inner);
            if (mapping.entries().isEmpty()) {
                return new Edit(mapping.start() + 1, mapping.start() + 1, entry);
            }
            int end = mapping.entries().getLast().value().end();
            return new Edit(end, end, ", " + entry);
        }
        int first = mapping.entries().getFirst().key().start();
        String indentation = " ".repeat(text.codePointCount(TextEdits.lineStart(text, first), first));
        int end = TextEdits.afterLine(text, mapping.end());
        return TextEdits.insertLines(text, end, lines(keys, value, indentation));
    }

    private List<Edit> replacement(YamlNode.Mapping mapping, YamlNode.Entry entry, JsonNode value) {
        YamlNode old = entry.value();
        if (!mapping.isFlow()
                && old instanceof YamlNode.Scalar scalar
                && scalar.isNull()
                && value instanceof ObjectNode) {
            int column =
                    entry.key().start() - TextEdits.lineStart(text, entry.key().start());
            var lines = new StringBuilder();
            YamlText.block(value)
                    .forEach(line ->
                            lines.append(" ".repeat(column + 2)).append(line).append(TextEdits.lineEnd(text)));
            int end = TextEdits.afterLine(text, old.end());
            return List.of(new Edit(old.start(), old.end(), ""), TextEdits.insertLines(text, end, lines.toString()));
        }
        return switch (old) {
            case YamlNode.Scalar scalar
            when scalar.isBlock() -> {
                boolean lineEnded = text.charAt(scalar.end() - 1) == '\n';
                yield List.of(new Edit(
                        scalar.start(),
                        scalar.end(),
                        YamlText.inline(value) + (lineEnded ? TextEdits.lineEnd(text) : "")));
            }
            case YamlNode.Scalar scalar
            when scalar.start() == scalar.end() -> {
                boolean colon = text.charAt(scalar.start() - 1) == ':';
                yield List.of(new Edit(scalar.start(), scalar.end(), (colon ? " " : ": ") + YamlText.inline(value)));
            }
            case YamlNode.Scalar scalar ->
                List.of(new Edit(scalar.start(), scalar.end(), YamlText.inline(value, scalar.style())));
            case YamlNode.Sequence list
            when !list.isFlow() ->
                value.isArray() && !value.isEmpty()
                        ? List.of(new Edit(list.start(), list.end(), items(list, value)))
                        : instead(entry, value);
            case YamlNode.Mapping inner when !inner.isFlow() -> instead(entry, value);
            case YamlNode.Sequence list -> List.of(new Edit(list.start(), list.end(), YamlText.inline(value)));
            case YamlNode.Mapping inner -> List.of(new Edit(inner.start(), inner.end(), YamlText.inline(value)));
        };
    }

    /** The lines of a list, indented as the old one was, without a line end after the last. */
    private String items(YamlNode.Sequence old, JsonNode value) {
        int column = old.start() - TextEdits.lineStart(text, old.start());
        String separator = TextEdits.lineEnd(text) + " ".repeat(column);
        boolean lineEnded = text.charAt(old.end() - 1) == '\n';
        return String.join(separator, YamlText.block(value)) + (lineEnded ? TextEdits.lineEnd(text) : "");
    }

    /** A value in the line of the key, instead of the lines of a collection. */
    private List<Edit> instead(YamlNode.Entry entry, JsonNode value) {
        YamlNode old = entry.value();
        int colon = afterColon(entry);
        return List.of(
                new Edit(colon, colon, " " + YamlText.inline(value)),
                new Edit(TextEdits.lineStart(text, old.start()), TextEdits.afterLine(text, old.end()), ""));
    }

    private int afterColon(YamlNode.Entry entry) {
        return text.indexOf(':', entry.key().end()) + 1;
    }

    private String lines(List<String> keys, JsonNode value, String indentation) {
        var lines = new StringBuilder();
        YamlText.block(keys.getFirst(), nested(keys.subList(1, keys.size()), value))
                .forEach(line -> lines.append(indentation).append(line).append(TextEdits.lineEnd(text)));
        return lines.toString();
    }

    private static JsonNode nested(List<String> keys, JsonNode value) {
        JsonNode node = value;
        for (String key : keys.reversed()) {
            node = JsonNodeFactory.instance.objectNode().set(key, node);
        }
        return node;
    }

    @Override
    String textWithout(KeyPath path) {
        YamlNode.Mapping mapping = Objects.requireNonNull(root, "a document that has the key");
        Optional<YamlNode.Entry> parent = Optional.empty();
        for (String key : path.keys().subList(0, path.keys().size() - 1)) {
            parent = mapping.entry(key);
            mapping = (YamlNode.Mapping) parent.orElseThrow().value();
        }
        YamlNode.Entry entry = mapping.entry(path.last()).orElseThrow();
        if (mapping.isFlow()) {
            return TextEdits.apply(text, List.of(flowRemoval(mapping, entry)));
        }
        var edits = new ArrayList<Edit>();
        edits.add(new Edit(
                TextEdits.lineStart(text, entry.key().start()),
                TextEdits.afterLine(text, entry.value().end()),
                ""));
        if (mapping.entries().size() == 1 && parent.isPresent()) {
            int colon = afterColon(parent.get());
            edits.add(new Edit(colon, colon, " {}"));
        }
        return TextEdits.apply(text, edits);
    }

    /** Without the comma that follows, or, for the last entry, the one before it. */
    private static Edit flowRemoval(YamlNode.Mapping mapping, YamlNode.Entry entry) {
        List<YamlNode.Entry> entries = mapping.entries();
        int index = entries.indexOf(entry);
        if (index + 1 < entries.size()) {
            return new Edit(entry.key().start(), entries.get(index + 1).key().start(), "");
        }
        int start = index == 0
                ? entry.key().start()
                : entries.get(index - 1).value().end();
        return new Edit(start, entry.value().end(), "");
    }
}
