package org.kubeos.nodelayout;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code reset.list}, the file by which the agent tells the initramfs which local files to move aside before it mounts the
 * overlays. The first line is the name of a directory below {@link PersistLayout#RESET}; each of the others is a path. All bytes
 * but letters, digits, and those in {@code /._@%+,:=~-} are written as printf's {@code %b} takes them. A slash at the end
 * stands for a directory with everything in it.
 *
 * <pre>
 * 2026-11-28T09-12-40Z
 * /etc/ssh/sshd_config
 * /etc/two\0040words
 * /etc/cni/
 * </pre>
 *
 * @param directory digits, {@code T}, {@code Z}, and hyphens
 * @param entries in the file's order
 */
public record ResetList(String directory, List<Entry> entries) {

    private static final Pattern DIRECTORY = Pattern.compile("[0-9TZ-]+");
    private static final Pattern ESCAPE = Pattern.compile("\\\\0[0-3][0-7]{2}");
    private static final int ESCAPE_LENGTH = 5;
    private static final String PLAIN_MARKS = "/._@%+,:=~-";

    /** @throws IllegalArgumentException if the directory has another form */
    public ResetList {
        if (!DIRECTORY.matcher(directory).matches()) {
            throw new IllegalArgumentException("no name of a directory of reset files: " + directory);
        }
        entries = List.copyOf(entries);
    }

    /**
     * A file to reset.
     *
     * @param path absolute and in normal form, neither {@code /} nor with a slash at its end
     * @param whole whether a directory is moved aside with everything in it, also what the image doesn't have; otherwise one
     *     that the image has, too, stays, and gets owner and mode of the image's
     */
    public record Entry(String path, boolean whole) {

        /** @throws IllegalArgumentException if the path has another form */
        public Entry {
            if (!path.startsWith("/") || (path + "/").matches("(?s).*/\\.{0,2}/.*") || path.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("no absolute path in normal form: " + path);
            }
        }

        /** Whether a file is reset by this: it is the one, or in a directory that is moved with everything in it. */
        public boolean covers(String file) {
            return file.equals(path) || whole && file.startsWith(path + "/");
        }

        private static boolean isPlain(char character) {
            return character >= 'a' && character <= 'z'
                    || character >= 'A' && character <= 'Z'
                    || character >= '0' && character <= '9'
                    || PLAIN_MARKS.indexOf(character) >= 0;
        }

        private String line() {
            var line = new StringBuilder();
            for (byte next : path.getBytes(StandardCharsets.UTF_8)) {
                char character = (char) (next & 0xFF);
                if (isPlain(character)) {
                    line.append(character);
                } else {
                    line.append(String.format(Locale.ROOT, "\\0%03o", (int) character));
                }
            }
            return line.append(whole ? "/\n" : "\n").toString();
        }

        private static Entry parse(String line) throws NodeFileException {
            ByteBuffer bytes = ByteBuffer.allocate(line.length());
            Matcher escape = ESCAPE.matcher(line);
            for (int i = 0; i < line.length(); ) {
                if (isPlain(line.charAt(i))) {
                    bytes.put((byte) line.charAt(i));
                    i++;
                } else if (escape.region(i, line.length()).lookingAt()) {
                    i += ESCAPE_LENGTH;
                    bytes.put((byte) Integer.parseInt(line.substring(i - 3, i), 8));
                } else {
                    throw new NodeFileException(
                            "reset.list: expected a path with \\0ooo in place of special bytes: " + line);
                }
            }
            try {
                String path =
                        StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
                boolean whole = path.endsWith("/");
                return new Entry(whole ? path.substring(0, path.length() - 1) : path, whole);
            } catch (CharacterCodingException | IllegalArgumentException e) {
                throw new NodeFileException("reset.list: expected an absolute path of UTF-8 in normal form: " + line);
            }
        }
    }

    /**
     * Reads the file's text.
     *
     * @throws NodeFileException if the first line is no directory, or another one is no path
     */
    public static ResetList parse(String text) throws NodeFileException {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !DIRECTORY.matcher(lines.getFirst()).matches()) {
            throw new NodeFileException("reset.list: expected the name of a directory in the first line");
        }
        var entries = new ArrayList<Entry>();
        for (String line : lines.subList(1, lines.size())) {
            entries.add(Entry.parse(line));
        }
        return new ResetList(lines.getFirst(), entries);
    }

    /** The file's text, ASCII. */
    public String text() {
        var text = new StringBuilder(directory).append('\n');
        entries.forEach(entry -> text.append(entry.line()));
        return text.toString();
    }
}
