package org.kubeos.kbimg.cli;

import java.time.InstantSource;
import org.kubeos.kbimg.cli.view.LiveView;
import org.kubeos.kbimg.cli.view.PlainView;
import org.kubeos.kbimg.cli.view.ProgressView;
import org.kubeos.kbimg.cli.view.QuietView;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options of every command, before its name or after it. */
final class GlobalOptions {

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Show only warnings, errors, and results, but no progress.")
    private boolean quiet;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the commands that are run and their output; on errors, also show a stack trace.")
    private boolean debug;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print results as a single JSON document.")
    private boolean json;

    boolean debug() {
        return debug;
    }

    boolean json() {
        return json;
    }

    /** The view that fits the options and the terminal. */
    ProgressView progress(Terminal terminal) {
        if (debug) {
            return new PlainView(terminal.err(), InstantSource.system(), true);
        }
        if (quiet) {
            return new QuietView(terminal.err());
        }
        return terminal.live()
                ? new LiveView(terminal.err(), InstantSource.system())
                : new PlainView(terminal.err(), InstantSource.system(), false);
    }

    /** For commands that leave the terminal to another program. */
    ProgressView silentProgress(Terminal terminal) {
        return debug ? progress(terminal) : new QuietView(terminal.err());
    }
}
