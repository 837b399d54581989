package org.kubeos.kbimg.cli;

import java.util.Optional;

/** Somebody at a terminal. */
interface Prompter {

    /** The answer, without blanks around it; empty at the end of the input. */
    Optional<String> ask(String question);

    /** As {@link #ask}, with an answer that the terminal does not show. */
    Optional<String> askHidden(String question);
}
