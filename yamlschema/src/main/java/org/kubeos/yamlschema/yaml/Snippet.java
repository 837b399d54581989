package org.kubeos.yamlschema.yaml;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/** Renders a line of a document for messages, with carets below a range. */
final class Snippet {

    private static final int WIDTH = 100;

    // Terminals show their characters in two columns.
    private static final Set<UnicodeScript> WIDE =
            EnumSet.of(UnicodeScript.HAN, UnicodeScript.HANGUL, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA);

    private Snippet() {}

    static String of(Span span, Secrets secrets) {
        Document document = span.document();
        int end = span.endLine() > span.line() ? Integer.MAX_VALUE : span.endColumn();
        var line = secrets.mask(document, span.line(), span.column(), Math.max(end, span.column() + 1));
        int length = line.text().length;
        int first = line.from() < WIDTH * 3 / 4 ? 0 : line.from() - WIDTH / 2;
        int last = Math.min(length, first + WIDTH);

        var shown = new StringBuilder(first > 0 ? "…" : "");
        var below = new StringBuilder(first > 0 ? " " : "");
        for (int i = first; i < last; i++) {
            String sign = i < line.from() ? " " : i < line.to() ? "^" : "";
            shown.append(visible(line.text()[i]));
            below.append(isWide(line.text()[i]) ? sign.repeat(2) : sign);
        }
        if (line.from() >= length) {
            below.repeat(" ", line.from() - length).append("^");
        }
        shown.append(last < length ? "…" : "");
        String number = document.isOption() ? "" : String.valueOf(span.line() + 1);
        String margin = " ".repeat(Math.max(5, number.length()));
        return margin.substring(number.length()) + number + " | " + shown + "\n" + margin + " | " + below;
    }

    private static boolean isWide(int codePoint) {
        boolean fullWidthForm = codePoint >= '\uFF01' && codePoint <= '\uFF60';
        return fullWidthForm || WIDE.contains(UnicodeScript.of(codePoint));
    }

    /** Control and formatting characters could move the cursor or reverse the line, so each becomes one blank. */
    private static String visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR -> " ";
            case Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED, Character.PRIVATE_USE -> " ";
            default -> Character.toString(codePoint);
        };
    }
}
