package org.kubeos.kbimg.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Output streams: results go to one, progress and messages to the other.
 *
 * @param live whether {@code err} is a terminal on which a line can be rewritten
 */
record Terminal(PrintStream out, PrintStream err, boolean live) {

    /** The process's own streams, in the encoding of the locale. */
    static Terminal ofProcess() {
        return new Terminal(System.out, System.err, isTerminal(Path.of("/proc/self/fd/2"), System.getenv()));
    }

    /** Prints a document that other programs read, which is UTF-8 whatever the locale. */
    void printDocument(String text) {
        printDocument(out, text);
    }

    /** As {@link #printDocument(String)}, to any stream. */
    static void printDocument(PrintStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /**
     * System.console() looks at standard input and output, and progress goes to neither, so the kernel is asked what
     * standard error is.
     */
    private static boolean isTerminal(Path descriptor, Map<String, String> environment) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            boolean device =
                    target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            return device && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        } catch (IOException e) {
            return false;
        }
    }
}
