package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** The time by which an operation must end. */
final class Deadline {

    /** The deadline has passed. */
    static final class PassedException extends IOException {
        private static final long serialVersionUID = 1L;

        PassedException(Duration length) {
            super("it took longer than " + inWords(length));
        }
    }

    private final Duration length;
    private final long end;

    private Deadline(Duration length) {
        this.length = length;
        this.end = System.nanoTime() + length.toNanos();
    }

    /** A deadline {@code length} from now. */
    static Deadline in(Duration length) {
        return new Deadline(length);
    }

    /** The time left; negative after the deadline. */
    Duration left() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    void check() throws PassedException {
        if (!left().isPositive()) {
            throw passed();
        }
    }

    PassedException passed() {
        return new PassedException(length);
    }

    /** {@code 1h 30m}, {@code 2s}, {@code 0.5s}. */
    static String inWords(Duration duration) {
        return duration.toString()
                .substring(2)
                .replaceAll("(\\d[HMS])(?!$)", "$1 ")
                .toLowerCase(Locale.ROOT);
    }
}
