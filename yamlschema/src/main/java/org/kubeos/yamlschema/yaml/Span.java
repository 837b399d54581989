package org.kubeos.yamlschema.yaml;

import java.util.Comparator;

/**
 * A range of characters in a document. Lines and columns count from 0, columns in code points; the end is exclusive.
 */
public record Span(Document document, int line, int column, int endLine, int endColumn) {

    static final Comparator<Span> ORDER = Comparator.comparing(Span::document, Document.ORDER)
            .thenComparingInt(Span::line)
            .thenComparingInt(Span::column);

    /** A range of the first line. */
    public static Span inFirstLine(Document document, int column, int endColumn) {
        return new Span(document, 0, column, 0, endColumn);
    }

    /** The whole text of an option, which has one line. */
    public static Span ofOption(Document document) {
        String text = document.text();
        return inFirstLine(document, 0, text.codePointCount(0, text.length()));
    }

    static Span at(Document document, int line, int column) {
        return new Span(document, line, column, line, column + 1);
    }

    /** The range from the end of this one to the end of {@code last}. */
    Span upTo(Span last) {
        return new Span(document, endLine, endColumn, last.endLine, last.endColumn);
    }

    Span toEndOfLine() {
        return new Span(document, line, column, endLine, Integer.MAX_VALUE);
    }

    /** This position in a message about {@code other}: "line 3", or "line 3 of base.yaml" if {@code other} is elsewhere. */
    public String lineSeenFrom(Span other) {
        return document == other.document
                ? "line " + (line + 1)
                : document.isOption() ? document.name() : "line " + (line + 1) + " of " + document.name();
    }

    /** The first character, to report something missing in the range. */
    public Span start() {
        return at(document, line, column);
    }

    /** Whether all of {@code other} is in this range. */
    public boolean contains(Span other) {
        return document == other.document
                && !before(other.line, other.column, line, column)
                && !before(endLine, endColumn, other.endLine, other.endColumn);
    }

    private static boolean before(int line, int column, int otherLine, int otherColumn) {
        return line < otherLine || line == otherLine && column < otherColumn;
    }
}
