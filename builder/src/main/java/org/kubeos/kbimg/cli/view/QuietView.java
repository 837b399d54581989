package org.kubeos.kbimg.cli.view;

import java.io.PrintStream;
import java.util.List;

/** Shows only warnings. */
public final class QuietView implements ProgressView {

    private final PrintStream err;

    public QuietView(PrintStream err) {
        this.err = err;
    }

    @Override
    public void step(String title) {}

    @Override
    public void detail(String text) {}

    @Override
    public void warning(String text) {
        err.println("warning: " + TerminalText.oneLine(text));
    }

    @Override
    public void command(List<String> command) {}

    @Override
    public void output(String line) {}

    @Override
    public void succeeded() {}

    @Override
    public void close() {}
}
