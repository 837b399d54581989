package org.kubeos.kbimg.cli;

import java.io.Console;
import java.util.Optional;

/** Prompts on the process's own terminal. */
record ConsolePrompter(Console console) implements Prompter {

    /** Empty if input or output is not a terminal. */
    static Optional<Prompter> ofProcess() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).map(ConsolePrompter::new);
    }

    @Override
    public Optional<String> ask(String question) {
        return Optional.ofNullable(console.readLine("%s ", question)).map(String::strip);
    }

    @Override
    public Optional<String> askHidden(String question) {
        return Optional.ofNullable(console.readPassword("%s ", question)).map(String::new);
    }
}
