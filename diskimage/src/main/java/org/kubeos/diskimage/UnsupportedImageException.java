package org.kubeos.diskimage;

import java.io.IOException;

/** An image that may be sound, but uses a feature of its format that is not supported here. */
public final class UnsupportedImageException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param problem which feature that is, and what to do about it, for a person */
    public UnsupportedImageException(String problem) {
        super(problem);
    }
}
