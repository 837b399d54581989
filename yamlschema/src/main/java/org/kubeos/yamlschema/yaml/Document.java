package org.kubeos.yamlschema.yaml;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The text of a file or command-line option that a config is read from. Compared by identity. */
public final class Document {

    /** The order in which problems of documents are reported. */
    static final Comparator<Document> ORDER =
            Comparator.<Document>comparingInt(document -> document.rank).thenComparing(document -> document.name);

    private static final int OPTIONS = 1000;

    // YAML 1.2.2, production 28 (b-break).
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");

    private final String name;
    private final int rank;
    private final Path directory;
    private final String text;
    private final List<String> lines;

    private Document(String name, int rank, Path directory, String text) {
        this.name = name;
        this.rank = rank;
        this.directory = directory;
        this.text = text;
        this.lines = List.of(LINE_BREAK.split(text, -1));
    }

    /** @param file as the user wrote it; relative paths in {@code text} are resolved against its directory */
    public static Document ofFile(Path file, String text) {
        return ofFile(file, text, 0);
    }

    /** @param level 0 for the file that the user named, 1 for the one that it extends, and so on */
    public static Document ofFile(Path file, String text, int level) {
        Path directory = file.toAbsolutePath().normalize().getParent();
        return new Document(file.toString(), level, directory == null ? Path.of("/") : directory, text);
    }

    /** @param directory absolute; relative paths in {@code text} are resolved against it */
    public static Document ofFile(Path file, String text, Path directory) {
        return new Document(file.toString(), 0, directory, text);
    }

    /**
     * @param number of the override, from 1
     * @param text {@code key=value}
     */
    public static Document ofOverride(int number, String text) {
        return new Document("--set", OPTIONS + number, Path.of("").toAbsolutePath(), text);
    }

    /**
     * The value of an option that sets a key.
     *
     * @param name such as {@code -p}
     * @param directory absolute; a relative path in {@code value} is resolved against it
     */
    public static Document ofOption(String name, String value, Path directory) {
        return new Document(name, OPTIONS, directory, value);
    }

    /** The file or option, for messages. */
    public String name() {
        return name;
    }

    /** Whether this is an option's value and not a file. */
    public boolean isOption() {
        return rank >= OPTIONS;
    }

    /** The directory that relative paths are resolved against: the file's, or the working directory for options. */
    public Path directory() {
        return directory;
    }

    /** The whole text. */
    public String text() {
        return text;
    }

    /** @param line counted from 0; past the end there are empty lines */
    String line(int line) {
        return line < lines.size() ? lines.get(line) : "";
    }

    /** The first character, to report problems of the document as a whole. */
    public Span start() {
        return Span.at(this, 0, 0);
    }

    /** The whole text. */
    Span complete() {
        return new Span(this, 0, 0, lines.size(), 0);
    }
}
