package org.kubeos.agent.api;

import java.io.PrintStream;

/** The agent's journal: what it does, without anything that a caller sent. */
public final class Log {

    private final PrintStream out;

    public Log(PrintStream out) {
        this.out = out;
    }

    /** Control characters come from elsewhere and could make lines of their own. */
    void line(String text) {
        var line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            line.append(Character.isISOControl(next) ? ' ' : next);
        }
        out.println(line);
    }

    void failure(Throwable failure) {
        failure.printStackTrace(out);
    }
}
