package org.kubeos.kbimg.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a command line comes to. */
record CommandLineRun(int exitCode, String out, String err) {

    static CommandLineRun of(BuildService work, String... args) {
        return of(work, Optional.empty(), args);
    }

    static CommandLineRun of(BuildService work, Optional<Prompter> questions, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int exitCode = new Kbimg(work, terminal, () -> questions).run(args);
        return new CommandLineRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
