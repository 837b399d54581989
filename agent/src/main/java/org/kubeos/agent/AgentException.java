package org.kubeos.agent;

/** A request that can't be met. The message is for people: what was wrong, where, what was expected, what to try. */
public class AgentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AgentException(String message) {
        super(message);
    }

    public AgentException(String message, Throwable cause) {
        super(message, cause);
    }
}
