package org.kubeos.agent.cli;

import java.io.PrintStream;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;

/** Shows what the agent does: on a terminal with a bar that moves, else in lines. */
final class ProgressView implements Events, AutoCloseable {

    private static final int BAR = 30;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream err;
    private final boolean live;
    private boolean barShown;

    /** @param live whether {@code err} is a terminal on which a line can be written over */
    ProgressView(PrintStream err, boolean live) {
        this.err = err;
        this.live = live;
    }

    @Override
    public void emit(Event event) {
        switch (event) {
            case Event.Step step -> line(step.name());
            case Event.Note note -> line(note.text());
            case Event.Warning warning -> line("warning: " + warning.text());
            case Event.Progress progress -> bar(progress);
        }
    }

    private void line(String text) {
        clear();
        err.println(Text.printable(text));
    }

    private void bar(Event.Progress progress) {
        if (!live || progress.total() <= 0) {
            return;
        }
        double part = Math.clamp((double) progress.done() / progress.total(), 0, 1);
        int filled = (int) (part * BAR);
        err.print(CLEAR_LINE + "[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] " + (int) (part * 100) + " %  "
                + Text.size(progress.done()) + " of " + Text.size(progress.total()));
        err.flush();
        barShown = true;
    }

    private void clear() {
        if (barShown) {
            err.print(CLEAR_LINE);
            barShown = false;
        }
    }

    /** Leaves the cursor at the beginning of an empty line. */
    @Override
    public void close() {
        clear();
        err.flush();
    }
}
