package org.kubeos.agent.settings.document;

import java.util.Comparator;
import java.util.List;

/** Replaced parts of a text. */
final class TextEdits {

    /**
     * One replaced part.
     *
     * @param start index of the first character
     * @param end index after the last one; equal to {@code start} for an insertion
     */
    record Edit(int start, int end, String replacement) {}

    private TextEdits() {}

    /** The text with all edits, which must not overlap. */
    static String apply(String text, List<Edit> edits) {
        var result = new StringBuilder(text);
        edits.stream()
                .sorted(Comparator.comparingInt(Edit::start).reversed())
                .forEach(edit -> result.replace(edit.start(), edit.end(), edit.replacement()));
        return result.toString();
    }

    /** The index at which the line of a character begins. */
    static int lineStart(String text, int index) {
        return text.lastIndexOf('\n', index - 1) + 1;
    }

    /** The index after the line's end, or of the text's end. A position that follows a line feed is one already. */
    static int afterLine(String text, int index) {
        if (index > 0 && index <= text.length() && text.charAt(index - 1) == '\n') {
            return index;
        }
        int end = text.indexOf('\n', index);
        return end < 0 ? text.length() : end + 1;
    }

    /** The text's own way to end lines. */
    static String lineEnd(String text) {
        int end = text.indexOf('\n');
        return end > 0 && text.charAt(end - 1) == '\r' ? "\r\n" : "\n";
    }

    /** An insertion of whole lines; a last line that has no end gets one. */
    static Edit insertLines(String text, int index, String lines) {
        boolean lineOpen = index > 0 && text.charAt(index - 1) != '\n';
        return new Edit(index, index, (lineOpen ? lineEnd(text) : "") + lines);
    }
}
