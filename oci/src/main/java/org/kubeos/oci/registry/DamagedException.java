package org.kubeos.oci.registry;

import java.io.IOException;

/** What arrived is not what was sent; trying again may help. */
final class DamagedException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }

    /** For a refusal that only tells of what arrived. */
    DamagedException(RefusedException refusal) {
        super(refusal.getMessage(), refusal);
    }
}
