package org.kubeos.yamlschema;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names on the build host, which are bytes. Java decodes them by the charset of its locale, and puts a replacement character
 * where that fails. What is decoded wrongly must not get into an image.
 */
public final class HostNames {

    /** The JVM's charset for names, arguments, and environment variables. */
    private static final Charset CHARSET =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);

    private static final char REPLACEMENT = '\uFFFD';

    private HostNames() {}

    /** The problem with a path's text, if it is not what the bytes of the path mean in UTF-8. */
    public static Optional<String> problem(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return Optional.empty();
        }
        if (!CHARSET.equals(StandardCharsets.UTF_8)) {
            return Optional.of(
                    "the locale's charset, " + CHARSET + ", can't express the name " + text + "; " + advice());
        }
        return isExact(path, text)
                ? Optional.empty()
                : Optional.of("the name " + text + " is not valid UTF-8: its bytes, percent-encoded, are "
                        + path.toUri().getRawPath());
    }

    /** The problem with a text that the operating system has given, such as an argument, if it is not what its bytes mean in UTF-8. */
    public static Optional<String> problem(String text) {
        boolean exact = CHARSET.equals(StandardCharsets.UTF_8) ? text.indexOf(REPLACEMENT) < 0 : isAscii(text);
        if (exact) {
            return Optional.empty();
        }
        return Optional.of(
                CHARSET.equals(StandardCharsets.UTF_8)
                        ? "it is not valid UTF-8"
                        : "the locale's charset, " + CHARSET + ", can't express it; " + advice());
    }

    private static String advice() {
        return "set a UTF-8 locale, such as LC_ALL=C.UTF-8";
    }

    private static boolean isExact(Path path, String text) {
        try {
            return path.getFileSystem().getPath(text).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
