package org.kubeos.agent;

/** A request that lacks something, or names what can't exist: to repeat it as it is never helps. Nothing was changed. */
public class UsageException extends AgentException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
