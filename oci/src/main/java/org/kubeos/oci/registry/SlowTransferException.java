package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;

/** A download is below the minimum rate. */
final class SlowTransferException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param minimum in bytes per second */
    SlowTransferException(long minimum, Duration window) {
        super("less than " + minimum + " bytes a second arrived for " + Deadline.inWords(window));
    }
}
