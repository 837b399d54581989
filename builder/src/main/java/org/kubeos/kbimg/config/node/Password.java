package org.kubeos.kbimg.config.node;

import java.util.function.UnaryOperator;

/** A password: its hash, or plain text to be hashed. It is never shown. */
public sealed interface Password {

    /** The hash for the image: the given one, or that of the plain text. */
    default String hashedBy(UnaryOperator<String> hash) {
        return switch (this) {
            case Hash(String text) -> text;
            case ClearText(String text, boolean _) -> hash.apply(text);
        };
    }

    /** Whether the config itself reveals the password to whoever reads it. */
    default boolean isExposed() {
        return this instanceof ClearText(String _, boolean inConfig) && inConfig;
    }

    /** The same password, marked as coming from the environment. */
    default Password keptElsewhere() {
        return switch (this) {
            case Hash hash -> hash;
            case ClearText(String text, boolean _) -> new ClearText(text, false);
        };
    }

    record Hash(String text) implements Password {
        @Override
        public String toString() {
            return "********";
        }
    }

    /** @param inConfig whether it is in the config itself, not in a file or the environment */
    record ClearText(String text, boolean inConfig) implements Password {
        @Override
        public String toString() {
            return "********";
        }
    }
}
