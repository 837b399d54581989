package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;

/** A server sends, but less than it has to. */
final class SlowTransferException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param minimum bytes a second */
    SlowTransferException(long minimum, Duration window) {
        super("less than " + minimum + " bytes a second came for " + Deadline.inWords(window));
    }
}
