package org.kubeos.agent.settings.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds where the statements of a TOML text are. The text was parsed before, so this need not find errors.
 *
 * @see <a href="https://toml.io/en/v1.0.0">TOML 1.0</a>
 */
final class TomlScanner {

    private static final String BARE_END = ",]}#\n\r";

    private final String text;
    private int position;

    private TomlScanner(String text) {
        this.text = text;
    }

    static List<TomlStatement> scan(String text) throws DocumentException {
        return new TomlScanner(text).statements();
    }

    private List<TomlStatement> statements() throws DocumentException {
        var statements = new ArrayList<TomlStatement>();
        Optional<TomlStatement.Header> section = Optional.empty();
        skipToStatement();
        while (position < text.length()) {
            int start = position;
            if (text.charAt(position) == '[') {
                TomlStatement.Header header = header(start);
                statements.add(header);
                section = Optional.of(header);
            } else {
                List<String> key = key();
                expect('=');
                skipBlanks();
                statements.add(new TomlStatement.Entry(start, section, key, value()));
            }
            skipToStatement();
        }
        return statements;
    }

    private TomlStatement.Header header(int start) throws DocumentException {
        boolean array = text.startsWith("[[", start);
        position += array ? 2 : 1;
        skipBlanks();
        List<String> path = key();
        expect(']');
        if (array) {
            expect(']');
        }
        return new TomlStatement.Header(start, position, path, array);
    }

    private List<String> key() throws DocumentException {
        var parts = new ArrayList<String>();
        while (true) {
            int start = position;
            char c = current();
            if (c == '"' || c == '\'') {
                skipString();
                String quoted = text.substring(start + 1, position - 1);
                parts.add(c == '"' ? unescape(quoted) : quoted);
            } else {
                while (isBare(current())) {
                    position++;
                }
                if (position == start) {
                    throw unexpected();
                }
                parts.add(text.substring(start, position));
            }
            skipBlanks();
            if (current() != '.') {
                return parts;
            }
            position++;
            skipBlanks();
        }
    }

    private static boolean isBare(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    private TomlStatement.Value value() throws DocumentException {
        int start = position;
        Optional<List<TomlStatement.InlineEntry>> entries = Optional.empty();
        switch (current()) {
            case '"', '\'' -> skipString();
            case '[' -> skipArray();
            case '{' -> entries = Optional.of(inlineEntries());
            default -> {
                while (position < text.length() && BARE_END.indexOf(text.charAt(position)) < 0) {
                    position++;
                }
                while (position > start && isBlank(text.charAt(position - 1))) {
                    position--;
                }
            }
        }
        return new TomlStatement.Value(start, position, entries);
    }

    private void skipArray() throws DocumentException {
        expect('[');
        skipToStatement();
        while (current() != ']') {
            value();
            skipToStatement();
            if (current() == ',') {
                position++;
                skipToStatement();
            } else if (current() != ']') {
                throw unexpected();
            }
        }
        position++;
    }

    private List<TomlStatement.InlineEntry> inlineEntries() throws DocumentException {
        var entries = new ArrayList<TomlStatement.InlineEntry>();
        expect('{');
        skipToStatement();
        while (current() != '}') {
            int start = position;
            List<String> key = key();
            expect('=');
            skipBlanks();
            entries.add(new TomlStatement.InlineEntry(start, key, value()));
            skipToStatement();
            if (current() == ',') {
                position++;
                skipToStatement();
            } else if (current() != '}') {
                throw unexpected();
            }
        }
        position++;
        return entries;
    }

    private void skipString() throws DocumentException {
        char quote = current();
        String delimiter = String.valueOf(quote).repeat(3);
        boolean multiLine = text.startsWith(delimiter, position);
        position += multiLine ? 3 : 1;
        while (multiLine ? !text.startsWith(delimiter, position) : current() != quote) {
            if (position >= text.length()) {
                throw unexpected();
            }
            position += quote == '"' && text.charAt(position) == '\\' ? 2 : 1;
        }
        position += multiLine ? 3 : 1;
        // Up to two quotes right before the delimiter belong to the text.
        for (int i = 0; multiLine && i < 2 && current() == quote; i++) {
            position++;
        }
    }

    private static String unescape(String quoted) throws DocumentException {
        var plain = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escape = quoted.charAt(++i);
            int digits = escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
            if (digits > 0) {
                plain.appendCodePoint(Integer.parseInt(quoted, i + 1, i + 1 + digits, 16));
                i += digits;
            } else {
                int index = "btnfr\"\\".indexOf(escape);
                if (index < 0) {
                    throw new DocumentException("a key has the unknown escape \\" + escape);
                }
                plain.append("\b\t\n\f\r\"\\".charAt(index));
            }
        }
        return plain.toString();
    }

    /** Skips blanks, line ends, and comments. */
    private void skipToStatement() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '#') {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else if (isBlank(c) || c == '\n' || c == '\r' || c == '\uFEFF' && position == 0) {
                position++;
            } else {
                return;
            }
        }
    }

    private void skipBlanks() {
        while (isBlank(current())) {
            position++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private void expect(char expected) throws DocumentException {
        skipBlanks();
        if (current() != expected) {
            throw unexpected();
        }
        position++;
    }

    /** The character at the position; a NUL at the end, which TOML allows nowhere. */
    private char current() {
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private DocumentException unexpected() {
        long line = text.substring(0, Math.min(position, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        return new DocumentException("line " + line + " can't be read");
    }
}
