package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;

/** A server sends, but less than it has to. */
final class SlowException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param minimum bytes a second */
    SlowException(long minimum, Duration window) {
        super("less than " + minimum + " bytes a second came for " + Deadline.inWords(window));
    }
}
