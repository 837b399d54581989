package org.kubeos.yamlschema.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads a document into nodes that know their places. */
public final class YamlReader {

    private YamlReader() {}

    /**
     * @param root what could be read; empty if the document is
     * @param complete false if reading ended before the document did
     */
    public record Tree(Optional<Node> root, boolean complete) {}

    /**
     * Reads the YAML in {@code document}, telling {@code problems} what is none or goes past the limits.
     *
     * @param text the document's, with blanks for what is not YAML
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
        } catch (Composer.Stop e) {
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
