package org.kubeos.yamlschema.yaml;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The parts of a config that must not be shown: passwords, possible passwords, and values of environment variables. */
public final class Secrets {

    private static final String MASK = "********";
    private static final int CONTEXT = 1000;

    // Shorter texts occur in messages by chance.
    private static final int MIN_TELLING = 4;

    // crypt(5)'s "$id$salt$hash", and the user part of a URL: hidden everywhere, even in comments.
    private static final Pattern TELLTALE =
            Pattern.compile("\\$[A-Za-z0-9]{1,4}\\$[^\\s'\",\\]}]+|(?<=://)[^/\\s@]{1,256}(?=@)");

    // Where the parser gave up, a key that looks like a password's may be one, and the rest of the line its value.
    // After sudo's tag NOPASSWD, there is none.
    private static final Pattern REST_OF_LINE =
            Pattern.compile("(?<=(?<!NO)(?i:passw|pasw|secret)[A-Za-z]{0,10}[^A-Za-z]).*");

    private final NavigableSet<Span> spans = new TreeSet<>(Span.ORDER);
    private final Set<String> texts;
    private final boolean complete;

    /**
     * @param spans ranges that don't overlap
     * @param complete false if the parser gave up before the end of the document
     */
    public Secrets(Collection<Span> spans, boolean complete) {
        this(spans, Set.of(), complete);
    }

    /** @param texts values outside of documents that could get into messages */
    public Secrets(Collection<Span> spans, Set<String> texts, boolean complete) {
        spans.forEach(span -> this.spans.add(complete ? span : span.toEndOfLine()));
        this.texts = Set.copyOf(texts);
        this.complete = complete;
    }

    /** No secrets, for documents that have none. */
    public static Secrets none() {
        return new Secrets(List.of(), true);
    }

    /** These and {@code others}. */
    public Secrets and(Secrets others) {
        var all = new ArrayList<>(spans);
        all.addAll(others.spans);
        var allTexts = new HashSet<>(texts);
        allTexts.addAll(others.texts);
        return new Secrets(all, allTexts, complete && others.complete);
    }

    /** Whether {@code value} must not be shown. */
    public boolean hide(Node.Scalar value) {
        Span before = spans.floor(value.span());
        return before != null && before.contains(value.span())
                || texts.contains(value.text())
                || TELLTALE.matcher(value.text()).find()
                || REST_OF_LINE.matcher(value.text()).find();
    }

    /** {@code message} without the values of environment variables. */
    String mask(String message) {
        String masked = message;
        for (String text : texts) {
            masked = text.length() < MIN_TELLING ? masked : masked.replace(text, MASK);
        }
        return masked;
    }

    /**
     * A line without secrets; of a very long one, only the part around a range.
     *
     * @param text code points, with a mask of fixed length for each secret
     * @param from start of the range in {@code text}
     * @param to end of the range
     */
    record MaskedLine(int[] text, int from, int to) {}

    MaskedLine mask(Document document, int line, int column, int endColumn) {
        String complete = document.line(line);
        int skipped = complete.length() <= 2 * CONTEXT ? 0 : Math.max(0, column - CONTEXT);
        int start = complete.offsetByCodePoints(0, skipped);
        String part = complete.substring(start, Math.min(complete.length(), start + 3 * CONTEXT));
        return mask(part, hidden(document, line, skipped, part), column - skipped, endColumn - skipped);
    }

    private static MaskedLine mask(String line, BitSet hidden, int from, int to) {
        int[] text = line.codePoints().toArray();
        var shown = new StringBuilder();
        int length = 0;
        int shownFrom = -1;
        int shownTo = -1;
        for (int i = 0; i < text.length; ) {
            int end = hidden.get(i) ? hidden.nextClearBit(i) : i + 1;
            String part = hidden.get(i) ? MASK : Character.toString(text[i]);
            int partLength = hidden.get(i) ? MASK.length() : 1;
            if (shownFrom < 0 && from < end) {
                shownFrom = length;
            }
            if (shownTo < 0 && to <= end) {
                shownTo = length + partLength;
            }
            shown.append(part);
            length += partLength;
            i = end;
        }
        int caret = shownFrom < 0 ? length + from - text.length : shownFrom;
        return new MaskedLine(shown.codePoints().toArray(), caret, Math.max(caret + 1, shownTo < 0 ? length : shownTo));
    }

    private BitSet hidden(Document document, int line, int skipped, String text) {
        int width = text.codePointCount(0, text.length());
        var hidden = new BitSet(width);
        Span endOfLine = Span.at(document, line, skipped + width);
        for (Span secret : spans.headSet(endOfLine, true).descendingSet()) {
            if (secret.document() != document || secret.endLine() < line) {
                break;
            }
            int start = secret.line() < line ? 0 : Math.max(0, secret.column() - skipped);
            int end = secret.endLine() > line ? width : Math.min(width, secret.endColumn() - skipped);
            hidden.set(start, Math.max(start, end));
        }
        hide(TELLTALE, text, hidden);
        if (!complete) {
            hide(REST_OF_LINE, text, hidden);
            hidden.set(0, skipped > 0 ? width : 0);
        }
        return hidden;
    }

    private static void hide(Pattern pattern, String text, BitSet hidden) {
        pattern.matcher(text).results().forEach(match -> {
            int start = text.codePointCount(0, match.start());
            hidden.set(start, start + text.codePointCount(match.start(), match.end()));
        });
    }
}
