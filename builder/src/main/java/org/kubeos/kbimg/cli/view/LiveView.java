package org.kubeos.kbimg.cli.view;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A line that is rewritten while a step runs, and stays with its time when the step is done. For terminals. */
public final class LiveView implements ProgressView {

    private static final long TICK_MILLIS = 200;

    // ECMA-48 and DEC: erase to the end of the line; cut long lines at the margin instead of wrapping them.
    private static final String ERASE = "\r\u001b[K";
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final PrintStream err;
    private final InstantSource clock;
    private final boolean symbols;
    private String title = "";
    private String detail = "";
    private Instant stepStart;
    private boolean closed;

    public LiveView(PrintStream err, InstantSource clock) {
        this.err = err;
        this.clock = clock;
        this.symbols = err.charset().newEncoder().canEncode('✓');
        this.stepStart = clock.instant();
        Thread.ofPlatform().daemon().name("progress").start(this::tick);
    }

    @Override
    public synchronized void step(String newTitle) {
        finishStep(symbols ? "✓" : "ok");
        title = TerminalText.oneLine(newTitle);
        detail = "";
        stepStart = clock.instant();
        draw();
    }

    @Override
    public synchronized void detail(String text) {
        detail = TerminalText.oneLine(text);
    }

    @Override
    public synchronized void warning(String text) {
        err.println(ERASE + "warning: " + TerminalText.oneLine(text));
        draw();
    }

    @Override
    public synchronized void log(String line) {
        err.println(ERASE + "| " + TerminalText.oneLine(line));
        draw();
    }

    @Override
    public void command(List<String> command) {}

    @Override
    public void output(String line) {}

    @Override
    public synchronized void succeeded() {
        finishStep(symbols ? "✓" : "ok");
    }

    @Override
    public synchronized void close() {
        finishStep(symbols ? "✗" : "failed");
        closed = true;
        notifyAll();
    }

    private void finishStep(String mark) {
        if (!title.isEmpty()) {
            err.println(ERASE + mark + " " + title + "  " + elapsed());
            title = "";
        }
    }

    private void draw() {
        if (!title.isEmpty()) {
            err.print(ERASE + NO_WRAP + (symbols ? "… " : "  ") + title + "  " + elapsed() + "  " + detail + WRAP);
            err.flush();
        }
    }

    private String elapsed() {
        return TerminalText.duration(Duration.between(stepStart, clock.instant()));
    }

    private synchronized void tick() {
        try {
            while (!closed) {
                draw();
                wait(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
