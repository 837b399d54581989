package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;

/** Nothing moved for too long. */
final class IdleTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    IdleTimeoutException(Duration stall) {
        super("nothing moved for " + Deadline.inWords(stall));
    }
}
