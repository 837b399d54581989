package org.kubeos.oci.registry;

import java.io.IOException;

/** Content was damaged in transit; a retry may help. */
final class CorruptContentException extends IOException {

    private static final long serialVersionUID = 1L;

    CorruptContentException(String message) {
        super(message);
    }

    /** For a refusal caused by the damage. */
    CorruptContentException(UnexpectedStatusException refusal) {
        super(refusal.getMessage(), refusal);
    }
}
