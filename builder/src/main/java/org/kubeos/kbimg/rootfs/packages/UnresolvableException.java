package org.kubeos.kbimg.rootfs.packages;

import org.kubeos.kbimg.BuildException;

/** The repositories answered, and they don't have what was asked for, or not all of it together. */
public final class UnresolvableException extends BuildException {

    private static final long serialVersionUID = 1L;

    public UnresolvableException(String message, Throwable cause) {
        super(message, cause);
    }
}
