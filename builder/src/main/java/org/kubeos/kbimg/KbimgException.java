package org.kubeos.kbimg;

import org.jspecify.annotations.Nullable;

/**
 * A failure that is explained to the user in a sentence or two: what was wrong, where, and what to try. Its kind decides
 * kbimg's exit code.
 */
public abstract sealed class KbimgException extends RuntimeException
        permits UsageException, HostException, BuildException {

    private static final long serialVersionUID = 1L;

    KbimgException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
