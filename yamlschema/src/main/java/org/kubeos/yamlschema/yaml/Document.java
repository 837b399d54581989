package org.kubeos.yamlschema.yaml;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** A text that a config comes from: its file, or an option of the command line. Compared by identity. */
public final class Document {

    /** Documents in the order in which their problems are told; none of a reading equals another. */
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

    /** @param file as the user wrote it; its directory is what relative paths in {@code text} start from */
    public static Document ofFile(Path file, String text) {
        return ofFile(file, text, 0);
    }

    /** @param level 0 for the file that the user named, 1 for the one that it extends, and so on */
    public static Document ofFile(Path file, String text, int level) {
        Path directory = file.toAbsolutePath().normalize().getParent();
        return new Document(file.toString(), level, directory == null ? Path.of("/") : directory, text);
    }

    /** @param directory absolute; what relative paths in {@code text} start from */
    public static Document ofFile(Path file, String text, Path directory) {
        return new Document(file.toString(), 0, directory, text);
    }

    /**
     * @param number counts the overrides from 1
     * @param text {@code key=value}
     */
    public static Document ofOverride(int number, String text) {
        return new Document("--set", OPTIONS + number, Path.of("").toAbsolutePath(), text);
    }

    /**
     * The value of an option that stands for a key.
     *
     * @param name such as {@code -p}
     * @param directory absolute; what a relative path in {@code value} starts from
     */
    public static Document ofOption(String name, String value, Path directory) {
        return new Document(name, OPTIONS, directory, value);
    }

    public String name() {
        return name;
    }

    /** Whether this is an option's value and not a file. */
    public boolean isOption() {
        return rank >= OPTIONS;
    }

    /** Where relative paths in this document start: the file's directory, or the caller's for the command line. */
    public Path directory() {
        return directory;
    }

    public String text() {
        return text;
    }

    /** @param line counted from 0; past the end there are empty lines */
    String line(int line) {
        return line < lines.size() ? lines.get(line) : "";
    }

    /** The place of what is missing from the document as a whole. */
    public Span start() {
        return Span.at(this, 0, 0);
    }

    /** From the first character to the last. */
    Span complete() {
        return new Span(this, 0, 0, lines.size(), 0);
    }
}
