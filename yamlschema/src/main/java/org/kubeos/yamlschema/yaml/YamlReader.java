package org.kubeos.yamlschema.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML into nodes with positions. */
public final class YamlReader {

    private YamlReader() {}

    /**
     * The result of reading a document.
     *
     * @param root the value that could be read; empty for an empty document
     * @param complete false if reading stopped before the end
     */
    public record Tree(Optional<Node> root, boolean complete) {}

    /**
     * Reads a document. Syntax errors and exceeded limits are reported to {@code problems}.
     *
     * @param text of the document, with blanks in place of parts that aren't YAML
     */
    public static Tree read(Document document, String text, Problems problems) {
        if (findUnprintable(document, text, problems)) {
            return new Tree(Optional.empty(), false);
        }
        var composer = new Composer(document, problems);
        var settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setUseMarks(true)
                .build();
        try {
            var parser = new ParserImpl(settings, new StreamReader(settings, text));
            while (parser.hasNext()) {
                composer.take(parser.next());
            }
            return new Tree(composer.root(), true);
        } catch (Composer.AbortException e) {
            return new Tree(composer.root(), false);
        } catch (YamlEngineException e) {
            problems.add(position(document, e), "", "not YAML: " + message(e));
            return new Tree(composer.root(), false);
        }
    }

    private static boolean findUnprintable(Document document, String characters, Problems problems) {
        int line = 0;
        int column = 0;
        int[] text = characters.codePoints().toArray();
        for (int i = 0; i < text.length; i++) {
            if (!StreamReader.isPrintable(text[i])) {
                String name = "U+%04X".formatted(text[i]);
                problems.add(
                        Span.at(document, line, column), "", "the character " + name + " can't stand in a YAML file");
                return true;
            }
            boolean lineEnds = text[i] == '\n' || text[i] == '\r' && (i + 1 == text.length || text[i + 1] != '\n');
            column = lineEnds ? 0 : column + 1;
            line += lineEnds ? 1 : 0;
        }
        return false;
    }

    private static String message(YamlEngineException e) {
        if (!(e instanceof MarkedYamlEngineException marked)) {
            return "it can't be parsed";
        }
        String context = marked.getContext();
        return marked.getProblem() + (context == null || context.isBlank() ? "" : " (" + context + ")");
    }

    private static Span position(Document document, YamlEngineException e) {
        Optional<Mark> mark =
                e instanceof MarkedYamlEngineException marked ? marked.getProblemMark() : Optional.empty();
        return mark.map(m -> Span.at(document, m.getLine(), m.getColumn())).orElseGet(() -> Span.at(document, 0, 0));
    }
}
