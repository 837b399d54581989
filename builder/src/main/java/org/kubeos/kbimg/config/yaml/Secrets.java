package org.kubeos.kbimg.config.yaml;

import java.util.BitSet;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The parts of a config that must not be shown: password hashes, and what might be a password. */
public final class Secrets {

    private static final String MASK = "********";

    // crypt(5)'s "$id$salt$hash", and the user part of a URL: hidden wherever they stand, also in a comment.
    private static final Pattern TELLTALE =
            Pattern.compile("\\$[A-Za-z0-9]{1,4}\\$[^\\s'\",\\]}]+|://[^/\\s@]{1,256}@");

    private final NavigableSet<Span> spans = new TreeSet<>(Span.ORDER);

    /** @param spans ranges that don't overlap */
    public Secrets(Collection<Span> spans) {
        this.spans.addAll(spans);
    }

    /** Whether {@code value} must not be shown. */
    public boolean hide(Node.Scalar value) {
        Span before = spans.floor(value.span());
        return before != null && before.contains(value.span())
                || TELLTALE.matcher(value.text()).find();
    }

    /**
     * A line that may be shown.
     *
     * @param text its code points, with a mask of fixed length for each secret
     * @param from where the range that the caller asked about starts now
     * @param to its end
     */
    record MaskedLine(int[] text, int from, int to) {}

    MaskedLine mask(Document document, int line, int from, int to) {
        int[] text = document.line(line).codePoints().toArray();
        BitSet hidden = hidden(document, line, text.length);
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

    private BitSet hidden(Document document, int line, int width) {
        var hidden = new BitSet(width);
        Span endOfLine = Span.at(document, line, width);
        for (Span secret : spans.headSet(endOfLine, true).descendingSet()) {
            if (secret.document() != document || secret.endLine() < line) {
                break;
            }
            int start = secret.line() < line ? 0 : secret.column();
            int end = secret.endLine() > line ? width : Math.min(width, secret.endColumn());
            hidden.set(start, Math.max(start, end));
        }
        String text = document.line(line);
        TELLTALE.matcher(text).results().forEach(hash -> {
            int start = text.codePointCount(0, hash.start());
            hidden.set(start, start + text.codePointCount(hash.start(), hash.end()));
        });
        return hidden;
    }
}
