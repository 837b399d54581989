package org.kubeos.kbimg.signing;

/** A key, certificate, or passphrase can't be used. The message never contains any of them. */
public final class KeyFileException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param reason in words that follow a key of the config or a colon: in lower case, without a final period */
    public KeyFileException(String reason) {
        super(reason);
    }

    /** The reason. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
