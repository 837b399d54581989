package org.kubeos.oci;

import org.jspecify.annotations.Nullable;

/** An image is damaged, missing or refused. The message is for users: what is wrong, where, and what to try. */
public class OciException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OciException(String message) {
        this(message, null);
    }

    public OciException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
