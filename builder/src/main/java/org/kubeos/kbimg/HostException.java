package org.kubeos.kbimg;

import org.jspecify.annotations.Nullable;

/** This host lacks something that the build needs: exit code 3. */
public final class HostException extends KbimgException {

    private static final long serialVersionUID = 1L;

    public HostException(String message) {
        this(message, null);
    }

    public HostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
