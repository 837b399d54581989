package org.kubeos.oci;

import org.jspecify.annotations.Nullable;

/** A proxy variable in the environment is malformed. */
public final class InvalidProxyException extends OciException {

    private static final long serialVersionUID = 1L;

    public InvalidProxyException(String message) {
        this(message, null);
    }

    public InvalidProxyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
