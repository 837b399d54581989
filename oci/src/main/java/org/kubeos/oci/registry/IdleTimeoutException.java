package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;

/** No byte moved for too long. */
final class IdleTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    IdleTimeoutException(Duration timeout) {
        super("no data moved for " + Deadline.inWords(timeout));
    }
}
