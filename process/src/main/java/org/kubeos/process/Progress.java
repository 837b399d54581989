package org.kubeos.process;

import java.util.List;

/** Hears what a build is doing. Called from any thread. */
public interface Progress {

    /** A new step begins, which ends the one before: "Installing packages". */
    void step(String title);

    /** What the running step is at: "84 of 120 packages". Live views show the newest; plain ones may leave it out. */
    void detail(String text);

    /** Something that the user should know, although the build goes on. */
    void warning(String text);

    /** A process is started; shown only when debugging. */
    void command(List<String> command);

    /** A line that a process printed; shown only when debugging. */
    void output(String line);

    /** A line that a script of the user's printed. */
    default void log(String line) {}

    /** Hears everything and tells nobody. */
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
