package org.kubeos.yamlschema;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A text is not a value of its type. The message says why. */
public final class InvalidValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable String advice;

    /** @param reason what is wrong, such as "no such file: /x"; it must not repeat a secret */
    public InvalidValueException(String reason) {
        this(reason, null);
    }

    /** @param advice what to try */
    public InvalidValueException(String reason, @Nullable String advice) {
        super(reason);
        this.advice = advice;
    }

    /** The reason given to the constructor. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    Optional<String> advice() {
        return Optional.ofNullable(advice);
    }
}
