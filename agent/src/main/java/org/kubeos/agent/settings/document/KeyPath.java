package org.kubeos.agent.settings.document;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The keys that lead to a value, from the outermost one on.
 *
 * @param keys at least one
 */
public record KeyPath(List<String> keys) {

    private static final Pattern BARE = Pattern.compile("[^.\"'\\s]+");

    public KeyPath {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no keys");
        }
    }

    /**
     * Reads keys that are separated by dots. A key that has dots itself is quoted: {@code plugins."io.containerd.cri".x}.
     * Between quotes, every character stands for itself.
     *
     * @throws DocumentException if a key is empty or a quote is not closed
     */
    public static KeyPath parse(String text) throws DocumentException {
        var keys = new ArrayList<String>();
        int position = 0;
        do {
            int start = position;
            char quote = start < text.length() ? text.charAt(start) : '.';
            if (quote == '"' || quote == '\'') {
                int end = text.indexOf(quote, start + 1);
                if (end < 0) {
                    throw new DocumentException("a quote is not closed");
                }
                keys.add(text.substring(start + 1, end));
                position = end + 1;
                if (position < text.length() && text.charAt(position) != '.') {
                    throw new DocumentException("expected a dot after a quoted key");
                }
            } else {
                int dot = text.indexOf('.', start);
                position = dot < 0 ? text.length() : dot;
                String key = text.substring(start, position);
                if (!BARE.matcher(key).matches()) {
                    throw new DocumentException(
                            "expected keys separated by dots, with quotes around those that have dots");
                }
                keys.add(key);
            }
        } while (position++ < text.length());
        return new KeyPath(keys);
    }

    public String last() {
        return keys.getLast();
    }

    /** This path and a further key. */
    public KeyPath child(String key) {
        var longer = new ArrayList<>(keys);
        longer.add(key);
        return new KeyPath(longer);
    }

    @Override
    public String toString() {
        return String.join(
                ".",
                keys.stream()
                        .map(key -> BARE.matcher(key).matches() ? key : "\"" + key + "\"")
                        .toList());
    }
}
