package org.kubeos.oci.registry;

import java.io.IOException;

/** What arrived is not what was sent; trying again may help. */
final class CorruptContentException extends IOException {

    private static final long serialVersionUID = 1L;

    CorruptContentException(String message) {
        super(message);
    }

    /** For a refusal that only tells of what arrived. */
    CorruptContentException(UnexpectedStatusException refusal) {
        super(refusal.getMessage(), refusal);
    }
}
