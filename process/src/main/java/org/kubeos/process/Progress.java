package org.kubeos.process;

import java.util.List;

/** Receives progress events. Called from any thread. */
public interface Progress {

    /** A step begins, and the previous one ends: "Installing packages". */
    void step(String title);

    /** The state of the current step: "84 of 120 packages". Live views show the latest; plain ones may omit it. */
    void detail(String text);

    /** Something that the user should know, although the work continues. */
    void warning(String text);

    /** A process is started; shown only when debugging. */
    void command(List<String> command);

    /** A line that a process printed; shown only when debugging. */
    void output(String line);

    /** A line that a script of the user printed. */
    default void log(String line) {}

    /** Ignores all events. */
    Progress SILENT = new Progress() {
        @Override
        public void step(String title) {}

        @Override
        public void detail(String text) {}

        @Override
        public void warning(String text) {}

        @Override
        public void command(List<String> command) {}

        @Override
        public void output(String line) {}
    };
}
