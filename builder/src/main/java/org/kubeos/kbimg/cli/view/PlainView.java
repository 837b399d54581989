package org.kubeos.kbimg.cli.view;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One line per step, for logs; with debugging, also what processes are run and what they print. */
public final class PlainView implements ProgressView {

    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9@%+=:,./_-]+");

    private final PrintStream err;
    private final InstantSource clock;
    private final Instant start;
    private final boolean debug;
    private boolean succeeded;

    /** @param debug whether to show commands and their output */
    public PlainView(PrintStream err, InstantSource clock, boolean debug) {
        this.err = err;
        this.clock = clock;
        this.start = clock.instant();
        this.debug = debug;
    }

    @Override
    public synchronized void step(String title) {
        line(title);
    }

    @Override
    public void detail(String text) {}

    @Override
    public synchronized void warning(String text) {
        err.println("warning: " + TerminalText.oneLine(text));
    }

    @Override
    public synchronized void command(List<String> command) {
        if (debug) {
            err.println("+ " + command.stream().map(PlainView::quote).collect(Collectors.joining(" ")));
        }
    }

    @Override
    public synchronized void output(String line) {
        if (debug) {
            err.println("| " + TerminalText.oneLine(line));
        }
    }

    /** With debugging, it has been shown as a process's output. */
    @Override
    public synchronized void log(String line) {
        if (!debug) {
            err.println("| " + TerminalText.oneLine(line));
        }
    }

    @Override
    public synchronized void succeeded() {
        succeeded = true;
        line("Done");
    }

    @Override
    public synchronized void close() {
        if (!succeeded) {
            line("Failed");
        }
    }

    private void line(String text) {
        String elapsed = TerminalText.duration(Duration.between(start, clock.instant()));
        err.println("[%6s] %s".formatted(elapsed, TerminalText.oneLine(text)));
    }

    /** Quoted so that it can be pasted into a shell. */
    private static String quote(String argument) {
        return NEEDS_NO_QUOTES.matcher(argument).matches()
                ? TerminalText.oneLine(argument)
                : "'" + TerminalText.oneLine(argument).replace("'", "'\\''") + "'";
    }
}
