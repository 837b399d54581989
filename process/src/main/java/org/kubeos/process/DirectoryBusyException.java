package org.kubeos.process;

import org.jspecify.annotations.Nullable;

/** A directory can't be written to, or another process is writing to it. The message is for users. */
public final class DirectoryBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DirectoryBusyException(String message) {
        this(message, null);
    }

    public DirectoryBusyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
