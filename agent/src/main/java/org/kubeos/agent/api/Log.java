package org.kubeos.agent.api;

import java.io.PrintStream;
import org.kubeos.agent.event.Event;
import org.kubeos.agent.event.Events;

/** The agent's journal: what it does, without anything that a caller sent. */
public final class Log {

    private final PrintStream out;

    public Log(PrintStream out) {
        this.out = out;
    }

    /**
     * Writes down what somebody does.
     *
     * @param name who
     */
    public Events events(String name) {
        return event -> {
            switch (event) {
                case Event.Step step -> line(name + ": " + step.name());
                case Event.Note note -> line(name + ": " + note.text());
                case Event.Warning warning -> line(name + ": warning: " + warning.text());
                case Event.Progress _ -> {}
            }
        };
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
