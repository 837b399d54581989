package org.kubeos.process;

import org.jspecify.annotations.Nullable;

/** This machine lacks a program, or refuses a directory, that is needed. The message is for users: what is wrong, and what to try. */
public final class HostEnvironmentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public HostEnvironmentException(String message) {
        this(message, null);
    }

    public HostEnvironmentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
