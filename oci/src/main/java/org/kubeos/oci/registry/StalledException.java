package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;

/** Nothing moved for too long. */
final class StalledException extends IOException {

    private static final long serialVersionUID = 1L;

    StalledException(Duration stall) {
        super("nothing moved for " + Deadline.inWords(stall));
    }
}
