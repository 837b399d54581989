package org.kubeos.kbimg.config.node;

import java.util.function.UnaryOperator;

/** A password, as its hash or to be hashed. It is never shown. */
public sealed interface Password {

    /** What the image gets: the hash as it is given, or that of the clear text. */
    default String hashedBy(UnaryOperator<String> hash) {
        return switch (this) {
            case Hash(String text) -> text;
            case ClearText(String text, boolean _) -> hash.apply(text);
        };
    }

    /** Whether the config itself tells the password to whoever reads it. */
    default boolean isExposed() {
        return this instanceof ClearText(String _, boolean inConfig) && inConfig;
    }

    /** The same password, when it turns out to stand in the environment. */
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

    /** @param inConfig whether it stands in the config, and not in a file or the environment */
    record ClearText(String text, boolean inConfig) implements Password {
        @Override
        public String toString() {
            return "********";
        }
    }
}
