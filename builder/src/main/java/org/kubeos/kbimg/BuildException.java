package org.kubeos.kbimg;

import org.jspecify.annotations.Nullable;

/** The build itself failed: exit code 1. */
public non-sealed class BuildException extends KbimgException {

    private static final long serialVersionUID = 1L;

    public BuildException(String message) {
        this(message, null);
    }

    public BuildException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
