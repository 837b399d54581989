package org.kubeos.kbimg.cli;

import java.util.Optional;

/** Asks the user questions on a terminal. */
interface Prompter {

    /** The answer, without surrounding whitespace; empty at the end of the input. */
    Optional<String> ask(String question);

    /** Like {@link #ask}, but the terminal does not show the answer. */
    Optional<String> askHidden(String question);
}
