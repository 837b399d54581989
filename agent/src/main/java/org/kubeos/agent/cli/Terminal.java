package org.kubeos.agent.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a program writes: results to one stream, progress and messages to the other.
 *
 * @param live whether {@code err} is a terminal on which a line can be written over
 */
record Terminal(PrintStream out, PrintStream err, boolean live) {

    /** The process's own streams. */
    static Terminal ofProcess() {
        return new Terminal(System.out, System.err, isTerminal(Path.of("/proc/self/fd/2"), System.getenv("TERM")));
    }

    /** System.console() looks at standard input and output, so the kernel is asked what standard error is. */
    private static boolean isTerminal(Path descriptor, @Nullable String type) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return (target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console"))
                    && type != null
                    && !type.equals("dumb");
        } catch (IOException e) {
            return false;
        }
    }
}
