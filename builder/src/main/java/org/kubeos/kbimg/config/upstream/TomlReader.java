package org.kubeos.kbimg.config.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Problems;
import org.kubeos.yamlschema.yaml.Span;
import org.kubeos.yamlschema.yaml.YamlReader;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlEntry;
import org.tomlj.TomlKeyValue;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Reads TOML into the same nodes as YAML. Fractions, truth values and dates stay the text that was written. */
final class TomlReader {

    private static final int MAX_DEPTH = 16;

    // The parser's time grows with the cube of consecutive empty lines and comments: 2 s for this many.
    private static final int MAX_IDLE_LINES = 1_000;

    private final Document document;
    private final TomlTokens tokens;

    private TomlReader(Document document) {
        this.document = document;
        this.tokens = new TomlTokens(document);
    }

    /** Reads the TOML in {@code document}, and reports syntax errors to {@code problems}. */
    static YamlReader.Tree read(Document document, Problems problems) {
        long idle = document.text()
                .lines()
                .map(String::strip)
                .filter(line -> line.isEmpty() || line.startsWith("#"))
                .count();
        if (idle > MAX_IDLE_LINES) {
            String many = "more than " + MAX_IDLE_LINES + " empty lines and comments";
            problems.add(document.start(), "", many, Optional.empty(), Optional.of("remove some of them"));
            return new YamlReader.Tree(Optional.of(new Mapping(document.start(), List.of())), false);
        }
        TomlParseResult result = Toml.parse(
                document.text(), TomlParseOptions.defaults().withoutSource().withMaxNestingDepth(MAX_DEPTH));
        var reader = new TomlReader(document);
        for (TomlParseError error : result.errors()) {
            problems.add(reader.place(error.position()), "", "invalid TOML: " + message(error));
        }
        Mapping root = new Mapping(document.start(), reader.entries(result));
        return new YamlReader.Tree(Optional.of(root), !result.hasErrors());
    }

    /**
     * The parser's message without the text that it found, which may be a password. The snippet shows what is safe.
     */
    private static String message(TomlParseError error) {
        return String.valueOf(error.getMessage()).replaceFirst("^Unexpected '.*', expected", "expected");
    }

    private List<Entry> entries(TomlTable table) {
        List<Entry> entries = new ArrayList<>();
        for (String key : table.keySet()) {
            TomlKeyValue entry = Objects.requireNonNull(table.entry(List.of(key)));
            Span place = place(entry.position());
            int end = place.column() + key.codePointCount(0, key.length());
            var name = new Scalar(new Span(document, place.line(), place.column(), place.line(), end), key, false);
            entries.add(new Entry(name, node(entry)));
        }
        return entries;
    }

    private Node node(TomlEntry entry) {
        Span start = place(entry.value().position());
        return switch (entry.value().get()) {
            case TomlTable table -> {
                List<Entry> entries = entries(table);
                yield new Mapping(
                        around(start, entries.stream().map(Entry::value).toList()), entries);
            }
            case TomlArray array -> {
                List<Node> items = new ArrayList<>();
                for (int i = 0; i < array.size(); i++) {
                    items.add(node(array.entry(i)));
                }
                yield new Sequence(around(start, items), items);
            }
            case String text -> new Scalar(tokens.at(start), text, false);
            case Long number -> new Scalar(tokens.at(start), number.toString(), false);
            default -> new Scalar(tokens.at(start), tokens.text(start), false);
        };
    }

    private Span place(@Nullable TomlPosition position) {
        if (position == null) {
            return document.start();
        }
        int line = position.line() - 1;
        int column = position.column() - 1;
        return new Span(document, line, column, line, column + 1);
    }

    /** From {@code start} to the end of the last value. */
    private static Span around(Span start, List<Node> values) {
        Span end = start;
        for (Node value : values) {
            Span span = value.span();
            boolean later = span.endLine() > end.endLine()
                    || span.endLine() == end.endLine() && span.endColumn() > end.endColumn();
            end = later ? span : end;
        }
        return new Span(start.document(), start.line(), start.column(), end.endLine(), end.endColumn());
    }
}
