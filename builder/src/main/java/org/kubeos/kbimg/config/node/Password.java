package org.kubeos.kbimg.config.node;

import java.util.function.UnaryOperator;

/** A password: its hash, plain text to be hashed, or a mark that stands for none. It is never shown. */
public sealed interface Password {

    /** What the image has as a hash: the given one or mark, or the hash of the plain text. */
    default String hashedBy(UnaryOperator<String> hash) {
        return switch (this) {
            case Hash(String text) -> text;
            case Locked(String mark) -> mark;
            case ClearText(String text, boolean _) -> hash.apply(text);
        };
    }

    /** Whether somebody can log in with it. */
    default boolean opens() {
        return !(this instanceof Locked);
    }

    /** Whether the config itself reveals the password to whoever reads it. */
    default boolean isExposed() {
        return this instanceof ClearText(String _, boolean inConfig) && inConfig;
    }

    /** The same password, marked as coming from the environment. */
    default Password keptElsewhere() {
        return switch (this) {
            case Hash hash -> hash;
            case Locked locked -> locked;
            case ClearText(String text, boolean _) -> new ClearText(text, false);
        };
    }

    record Hash(String text) implements Password {

        /** Whether it is one of DES, which has no prefix that tells it from plain text. */
        public boolean isDes() {
            return !text.startsWith("$") && !text.startsWith("grub.");
        }

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

    /** @param mark what crypt(3) never returns, as in shadow(5): an asterisk, or an exclamation mark before a hash */
    record Locked(String mark) implements Password {
        @Override
        public String toString() {
            return "********";
        }
    }
}
