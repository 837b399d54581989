package org.kubeos.kbimg.config.upstream;

import java.util.ArrayList;
import java.util.List;
import org.kubeos.yamlschema.yaml.Document;
import org.kubeos.yamlschema.yaml.Span;

/**
 * Finds where single values end, of which the parser tells the start.
 *
 * @see <a href="https://toml.io/en/v1.0.0">TOML 1.0.0</a>
 */
final class TomlTokens {

    private static final String AFTER_BARE_VALUE = " \t\r\n,]}#";

    private final Document document;
    private final String text;
    private final List<Integer> lineStarts = new ArrayList<>(List.of(0));

    TomlTokens(Document document) {
        this.document = document;
        this.text = document.text();
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            lineStarts.add(i + 1);
        }
    }

    /** The place of the value that starts at {@code start}. */
    Span at(Span start) {
        int offset = offset(start);
        int end = end(offset);
        int line = start.line();
        while (line + 1 < lineStarts.size() && lineStarts.get(line + 1) < end) {
            line++;
        }
        int endColumn = text.codePointCount(lineStarts.get(line), end);
        return new Span(document, start.line(), start.column(), line, endColumn);
    }

    /** The value that starts at {@code start}, as it is written. */
    String text(Span start) {
        int offset = offset(start);
        return text.substring(offset, end(offset));
    }

    private int offset(Span start) {
        return text.offsetByCodePoints(lineStarts.get(start.line()), start.column());
    }

    private int end(int start) {
        char quote = text.charAt(start);
        if (quote != '"' && quote != '\'') {
            int end = start;
            while (end < text.length() && AFTER_BARE_VALUE.indexOf(text.charAt(end)) < 0) {
                end++;
            }
            return end;
        }
        String three = String.valueOf(quote).repeat(3);
        String delimiter = text.startsWith(three, start) ? three : String.valueOf(quote);
        int end = start + delimiter.length();
        while (end < text.length() && !text.startsWith(delimiter, end)) {
            end += quote == '"' && text.charAt(end) == '\\' ? 2 : 1;
        }
        end += delimiter.length();
        // A multi-line string may end in one or two quotes of its own.
        while (delimiter.length() == 3 && end < text.length() && text.charAt(end) == quote) {
            end++;
        }
        return Math.min(end, text.length());
    }
}
