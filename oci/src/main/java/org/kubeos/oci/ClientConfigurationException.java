package org.kubeos.oci;

import org.jspecify.annotations.Nullable;

/** A file or program that the registry client needs, such as a certificate or a credential helper, can't be used. */
public final class ClientConfigurationException extends OciException {

    private static final long serialVersionUID = 1L;

    public ClientConfigurationException(String message) {
        this(message, null);
    }

    public ClientConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
