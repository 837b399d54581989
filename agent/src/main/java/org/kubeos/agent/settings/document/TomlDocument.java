package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.settings.document.TextEdits.Edit;
import org.kubeos.agent.settings.document.TomlStatement.Entry;
import org.kubeos.agent.settings.document.TomlStatement.Header;
import org.kubeos.agent.settings.document.TomlStatement.InlineEntry;
import org.kubeos.agent.settings.document.TomlStatement.Value;

/** A TOML document, such as containerd's configuration. Elements of arrays of tables can't be edited. */
public final class TomlDocument extends TreeDocument {

    private final String text;
    private final ObjectNode tree;
    private final List<TomlStatement> statements;

    private TomlDocument(String text, ObjectNode tree, List<TomlStatement> statements) {
        this.text = text;
        this.tree = tree;
        this.statements = statements;
    }

    /**
     * Reads a text.
     *
     * @throws DocumentException if it isn't TOML
     */
    public static TomlDocument parse(String text) throws DocumentException {
        return new TomlDocument(text, TomlParser.parse(text), TomlScanner.scan(text));
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public ObjectNode tree() {
        return tree.deepCopy();
    }

    @Override
    TreeDocument parseEdited(String edited) throws DocumentException {
        return parse(edited);
    }

    /** Tables that have no keys of their own need not be written. */
    @Override
    boolean same(JsonNode one, JsonNode other) {
        return one instanceof ObjectNode object && other instanceof ObjectNode another
                ? Trees.same(Trees.pruned(object), Trees.pruned(another))
                : Trees.same(one, other);
    }

    @Override
    String textWith(KeyPath path, JsonNode value) throws DocumentException {
        List<String> keys = path.keys();
        refuseArraysOfTables(keys);
        Optional<Entry> holder = holder(keys);
        List<String> rest =
                holder.isPresent() ? keys.subList(fullKey(holder.get()).size(), keys.size()) : keys;
        Optional<Value> present = holder.flatMap(entry -> inlineValue(entry.value(), rest));
        if (present.isPresent()) {
            return TextEdits.apply(
                    text, List.of(new Edit(present.get().start(), present.get().end(), TomlText.value(value))));
        }
        if (find(path).isPresent()) {
            // A table of several statements that becomes another kind of value, or loses its keys.
            return parse(textWithout(path)).textWith(path, value);
        }
        Edit insertion =
                holder.isPresent() ? inlineInsertion(holder.get().value(), rest, value) : insertion(keys, value);
        return TextEdits.apply(text, List.of(insertion));
    }

    private void refuseArraysOfTables(List<String> keys) throws DocumentException {
        for (TomlStatement statement : statements) {
            if (statement instanceof Header header
                    && header.array()
                    && startsWith(keys, header.path())
                    && keys.size() > header.path().size()) {
                throw new DocumentException(
                        "[[" + TomlText.key(header.path()) + "]] is a list, whose elements can't be edited one by one");
            }
        }
    }

    /** The entry whose value is at the path, or holds it. */
    private Optional<Entry> holder(List<String> keys) {
        return entries().stream()
                .filter(entry -> !isInArray(entry) && startsWith(keys, fullKey(entry)))
                .findFirst();
    }

    private boolean isInArray(Entry entry) {
        List<String> key = fullKey(entry);
        return statements.stream()
                .anyMatch(statement ->
                        statement instanceof Header header && header.array() && startsWith(key, header.path()));
    }

    /** The value at exactly this path in an inline table. */
    private static Optional<Value> inlineValue(Value value, List<String> rest) {
        if (rest.isEmpty()) {
            return Optional.of(value);
        }
        return value.entries().orElse(List.of()).stream()
                .filter(entry -> startsWith(rest, entry.key()))
                .findFirst()
                .flatMap(entry ->
                        inlineValue(entry.value(), rest.subList(entry.key().size(), rest.size())));
    }

    private static Edit inlineInsertion(Value value, List<String> rest, JsonNode wanted) throws DocumentException {
        List<InlineEntry> entries = value.entries()
                .orElseThrow(() -> new DocumentException("what is above \"" + rest.getFirst() + "\" has no keys"));
        for (InlineEntry entry : entries) {
            if (startsWith(rest, entry.key())) {
                return inlineInsertion(entry.value(), rest.subList(entry.key().size(), rest.size()), wanted);
            }
        }
        String added = TomlText.key(rest) + " = " + TomlText.value(wanted);
        if (entries.isEmpty()) {
            return new Edit(value.start(), value.end(), "{" + added + "}");
        }
        int end = entries.getLast().value().end();
        return new Edit(end, end, ", " + added);
    }

    private Edit insertion(List<String> keys, JsonNode value) throws DocumentException {
        List<String> parent = keys.subList(0, keys.size() - 1);
        Optional<Header> section = headers().stream()
                .filter(header -> header.path().equals(parent))
                .findFirst();
        if (parent.isEmpty() || section.isPresent()) {
            return insertLine(section, line(keys.subList(parent.size(), keys.size()), value));
        }
        Optional<Entry> sibling = entries().stream()
                .filter(entry -> !isInArray(entry)
                        && startsWith(fullKey(entry), parent)
                        && sectionPath(entry).size() < parent.size())
                .reduce((_, last) -> last);
        if (sibling.isPresent()) {
            String line = line(keys.subList(sectionPath(sibling.get()).size(), keys.size()), value);
            return insertAfter(sibling.get(), line);
        }
        String blankLine = text.isBlank() ? "" : TextEdits.lineEnd(text);
        String lines = blankLine + "[" + TomlText.key(parent) + "]" + TextEdits.lineEnd(text)
                + (indentsEntries() ? "  " : "") + line(keys.subList(parent.size(), keys.size()), value);
        return TextEdits.insertLines(text, text.length(), lines);
    }

    private String line(List<String> key, JsonNode value) throws DocumentException {
        return TomlText.key(key) + " = " + TomlText.value(value) + TextEdits.lineEnd(text);
    }

    private Edit insertLine(Optional<Header> section, String line) {
        Optional<Entry> last = entries().stream()
                .filter(entry -> entry.section().equals(section))
                .reduce((_, later) -> later);
        if (last.isPresent()) {
            return insertAfter(last.get(), line);
        }
        if (section.isPresent()) {
            Header header = section.get();
            String indentation = indentation(header) + (indentsEntries() ? "  " : "");
            return TextEdits.insertLines(text, TextEdits.afterLine(text, header.end()), indentation + line);
        }
        return TextEdits.insertLines(text, beforeFirstHeader(), line);
    }

    private Edit insertAfter(Entry entry, String line) {
        return TextEdits.insertLines(text, TextEdits.afterLine(text, entry.end()), indentation(entry) + line);
    }

    /** Before the comments that stand right above the first header. */
    private int beforeFirstHeader() {
        if (headers().isEmpty()) {
            return text.length();
        }
        int start = TextEdits.lineStart(text, headers().getFirst().start());
        while (start > 0) {
            int previous = TextEdits.lineStart(text, start - 1);
            if (!text.substring(previous, start).stripLeading().startsWith("#")) {
                break;
            }
            start = previous;
        }
        return start;
    }

    private boolean indentsEntries() {
        return entries().stream()
                .anyMatch(entry -> entry.section()
                        .filter(header -> indentation(header).length()
                                < indentation(entry).length())
                        .isPresent());
    }

    private String indentation(TomlStatement statement) {
        String before = text.substring(TextEdits.lineStart(text, statement.start()), statement.start());
        return before.isBlank() ? before : "";
    }

    @Override
    String textWithout(KeyPath path) throws DocumentException {
        List<String> keys = path.keys();
        refuseArraysOfTables(keys);
        Optional<Entry> holder = holder(keys).filter(entry -> fullKey(entry).size() < keys.size());
        if (holder.isPresent()) {
            List<String> rest = keys.subList(fullKey(holder.get()).size(), keys.size());
            return TextEdits.apply(text, inlineRemovals(holder.get().value(), rest));
        }
        var edits = new ArrayList<Edit>();
        for (int i = 0; i < statements.size(); i++) {
            TomlStatement statement = statements.get(i);
            TomlStatement last = statement;
            if (statement instanceof Header header && startsWith(header.path(), keys)) {
                while (i + 1 < statements.size() && statements.get(i + 1) instanceof Entry entry) {
                    last = entry;
                    i++;
                }
            }
            if (startsWith(fullKey(statement), keys)) {
                edits.add(new Edit(
                        TextEdits.lineStart(text, statement.start()), TextEdits.afterLine(text, last.end()), ""));
            }
        }
        return TextEdits.apply(text, edits);
    }

    private static List<Edit> inlineRemovals(Value value, List<String> rest) throws DocumentException {
        List<InlineEntry> entries = value.entries()
                .orElseThrow(() -> new DocumentException("what is above \"" + rest.getFirst() + "\" has no keys"));
        for (InlineEntry entry : entries) {
            if (entry.key().size() < rest.size() && startsWith(rest, entry.key())) {
                return inlineRemovals(entry.value(), rest.subList(entry.key().size(), rest.size()));
            }
        }
        var kept =
                entries.stream().filter(entry -> !startsWith(entry.key(), rest)).toList();
        if (kept.isEmpty()) {
            return List.of(new Edit(value.start(), value.end(), "{}"));
        }
        var edits = new ArrayList<Edit>();
        for (int i = 0; i < entries.size(); i++) {
            InlineEntry entry = entries.get(i);
            boolean beforeAllKept = kept.getFirst().start() > entry.start();
            if (!kept.contains(entry)) {
                edits.add(
                        beforeAllKept
                                ? new Edit(entry.start(), entries.get(i + 1).start(), "")
                                : new Edit(
                                        entries.get(i - 1).value().end(),
                                        entry.value().end(),
                                        ""));
            }
        }
        return edits;
    }

    private List<Entry> entries() {
        return statements.stream()
                .filter(Entry.class::isInstance)
                .map(Entry.class::cast)
                .toList();
    }

    private List<Header> headers() {
        return statements.stream()
                .filter(Header.class::isInstance)
                .map(Header.class::cast)
                .toList();
    }

    private static List<String> fullKey(TomlStatement statement) {
        return switch (statement) {
            case Header header -> header.path();
            case Entry entry -> {
                var key = new ArrayList<>(sectionPath(entry));
                key.addAll(entry.key());
                yield key;
            }
        };
    }

    private static List<String> sectionPath(Entry entry) {
        return entry.section().map(Header::path).orElse(List.of());
    }

    private static boolean startsWith(List<String> keys, List<String> prefix) {
        return keys.size() >= prefix.size() && keys.subList(0, prefix.size()).equals(prefix);
    }
}
