package org.kubeos.kbimg;

import org.jspecify.annotations.Nullable;

/** The command line or the config is wrong: exit code 2. The reader of the config adds a kind that lists its problems. */
public non-sealed class UsageException extends KbimgException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        this(message, null);
    }

    public UsageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
