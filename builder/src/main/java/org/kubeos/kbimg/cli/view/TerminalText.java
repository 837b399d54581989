package org.kubeos.kbimg.cli.view;

import java.time.Duration;

/** Text formatting for the terminal. */
public final class TerminalText {

    private TerminalText() {}

    /**
     * {@code text} with a space for every control character, so that foreign text can't control the terminal, and without the
     * secrets of URLs.
     */
    public static String oneLine(String text) {
        return withoutControls(UrlSecrets.mask(text), "");
    }

    /** As {@link #oneLine}, with the text's own lines and tabs. */
    public static String lines(String text) {
        return withoutControls(UrlSecrets.mask(text), "\n\t");
    }

    private static String withoutControls(String text, String kept) {
        var line = new StringBuilder();
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean steers = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            line.appendCodePoint(steers && kept.indexOf(c) < 0 ? ' ' : c);
        });
        return line.toString();
    }

    /** "0.4 s", "33 s" or "2 min 05 s". */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return seconds + "." + duration.toMillisPart() / 100 + " s";
        }
        return seconds < 60 ? seconds + " s" : "%d min %02d s".formatted(seconds / 60, seconds % 60);
    }
}
