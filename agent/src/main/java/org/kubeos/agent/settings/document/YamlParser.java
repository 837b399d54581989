package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads a YAML document of nested keys into nodes with positions. Aliases and tags are refused.
 *
 * @see <a href="https://yaml.org/spec/1.2.2/#1032-tag-resolution">YAML 1.2, core schema</a>
 */
final class YamlParser {

    private static final int MAX_DEPTH = 64;

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern OTHER_INTEGER = Pattern.compile("0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private final String text;
    private final boolean oneCharEach;
    private final ParserImpl parser;

    private YamlParser(String text) {
        this.text = text;
        this.oneCharEach = text.codePointCount(0, text.length()) == text.length();
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setAllowDuplicateKeys(false)
                .build();
        parser = new ParserImpl(settings, new StreamReader(settings, text));
    }

    /** The root of the only document; empty if there is nothing but comments. */
    static Optional<YamlNode> parse(String text) throws DocumentException {
        try {
            return new YamlParser(text).document();
        } catch (MarkedYamlEngineException e) {
            throw new DocumentException(
                    "not YAML" + e.getProblemMark().map(YamlParser::line).orElse("") + ": " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new DocumentException("not YAML: " + e.getMessage());
        }
    }

    private static String line(Mark mark) {
        return " in line " + (mark.getLine() + 1);
    }

    private Optional<YamlNode> document() throws DocumentException {
        @Nullable YamlNode root = null;
        boolean ended = false;
        while (parser.hasNext()) {
            Event event = parser.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (ended) {
                        throw new DocumentException("it has more than one YAML document");
                    }
                }
                case DocumentEnd -> ended = true;
                case Scalar, SequenceStart, MappingStart, Alias -> root = node(event, 0);
                case StreamStart, StreamEnd, Comment, SequenceEnd, MappingEnd -> {}
            }
        }
        boolean blank = root instanceof YamlNode.Scalar scalar && scalar.start() == scalar.end();
        return blank ? Optional.empty() : Optional.ofNullable(root);
    }

    private YamlNode node(Event event, int depth) throws DocumentException {
        if (depth > MAX_DEPTH) {
            throw new DocumentException("nested more than " + MAX_DEPTH + " levels deep");
        }
        boolean tagged = event instanceof ScalarEvent scalar && scalar.getTag().isPresent()
                || event instanceof CollectionStartEvent collection
                        && collection.getTag().isPresent();
        if (event.getEventId() == Event.ID.Alias
                || tagged
                || event instanceof NodeEvent anchored && anchored.getAnchor().isPresent()) {
            throw new DocumentException("it has a YAML anchor, alias, or tag"
                    + event.getStartMark().map(YamlParser::line).orElse("") + "; only a person can edit such a file");
        }
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case CollectionStartEvent start when start.getEventId() == Event.ID.MappingStart -> mapping(start, depth);
            case CollectionStartEvent start -> sequence(start, depth);
            default -> throw new IllegalStateException(event.toString());
        };
    }

    private YamlNode mapping(CollectionStartEvent start, int depth) throws DocumentException {
        var mapping = new YamlNode.Mapping(start(start), start.isFlow());
        while (true) {
            Event event = parser.next();
            if (event.getEventId() == Event.ID.MappingEnd) {
                mapping.endFlow(end(event));
                return mapping;
            }
            if (!(node(event, depth + 1) instanceof YamlNode.Scalar key)) {
                throw new DocumentException(
                        "a key" + event.getStartMark().map(YamlParser::line).orElse("") + " is not a single word");
            }
            if (mapping.entry(key.text()).isPresent()) {
                throw new DocumentException("the key \"" + key.text() + "\" is there twice");
            }
            mapping.add(new YamlNode.Entry(key, node(parser.next(), depth + 1)));
        }
    }

    private YamlNode sequence(CollectionStartEvent start, int depth) throws DocumentException {
        var sequence = new YamlNode.Sequence(start(start), start.isFlow());
        while (true) {
            Event event = parser.next();
            if (event.getEventId() == Event.ID.SequenceEnd) {
                sequence.endFlow(end(event));
                return sequence;
            }
            sequence.add(node(event, depth + 1));
        }
    }

    private YamlNode.Scalar scalar(ScalarEvent event) {
        String value = event.getValue();
        boolean block = event.getScalarStyle() == ScalarStyle.LITERAL || event.getScalarStyle() == ScalarStyle.FOLDED;
        return new YamlNode.Scalar(
                start(event),
                block ? withoutBlankLines(start(event), end(event)) : end(event),
                value,
                event.getScalarStyle(),
                event.getScalarStyle() == ScalarStyle.PLAIN
                        ? resolve(value)
                        : JsonNodeFactory.instance.textNode(value));
    }

    /** Blank lines after a block belong to it only if its first line says so, with a plus sign. */
    private int withoutBlankLines(int start, int end) {
        int headEnd = text.indexOf('\n', start);
        String head = text.substring(start, headEnd < 0 ? end : headEnd);
        int comment = head.indexOf('#');
        if ((comment < 0 ? head : head.substring(0, comment)).contains("+")) {
            return end;
        }
        int last = end;
        while (last > start && Character.isWhitespace(text.charAt(last - 1))) {
            last--;
        }
        return Math.min(end, TextEdits.afterLine(text, last));
    }

    private int start(Event event) {
        return index(event.getStartMark().orElseThrow());
    }

    private int end(Event event) {
        return index(event.getEndMark().orElseThrow());
    }

    /** Marks count code points. */
    private int index(Mark mark) {
        return oneCharEach ? mark.getIndex() : text.offsetByCodePoints(0, mark.getIndex());
    }

    /** The value of a plain scalar. */
    static JsonNode resolve(String plain) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (plain) {
            case "", "~", "null", "Null", "NULL" -> nodes.nullNode();
            case "true", "True", "TRUE" -> nodes.booleanNode(true);
            case "false", "False", "FALSE" -> nodes.booleanNode(false);
            default -> {
                if (INTEGER.matcher(plain).matches()) {
                    yield nodes.numberNode(new BigInteger(plain));
                }
                if (OTHER_INTEGER.matcher(plain).matches()) {
                    int radix = plain.toLowerCase(Locale.ROOT).charAt(1) == 'x' ? 16 : 8;
                    yield nodes.numberNode(new BigInteger(plain.substring(2), radix));
                }
                yield FLOAT.matcher(plain).matches() ? number(plain) : nodes.textNode(plain);
            }
        };
    }

    private static JsonNode number(String plain) {
        try {
            return JsonNodeFactory.instance.numberNode(new BigDecimal(plain));
        } catch (NumberFormatException e) {
            // The exponent is too large for anything but text.
            return JsonNodeFactory.instance.textNode(plain);
        }
    }

    /** What a node says, without positions. */
    static JsonNode value(YamlNode node) {
        return switch (node) {
            case YamlNode.Scalar scalar -> scalar.value();
            case YamlNode.Mapping mapping -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                mapping.entries().forEach(entry -> object.set(entry.key().text(), value(entry.value())));
                yield object;
            }
            case YamlNode.Sequence sequence -> {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                sequence.items().forEach(item -> list.add(value(item)));
                yield list;
            }
        };
    }
}
