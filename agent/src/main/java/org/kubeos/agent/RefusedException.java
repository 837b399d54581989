package org.kubeos.agent;

/** Something that the agent could do, and won't: the request breaks a rule that keeps the node safe. Nothing was changed. */
public class RefusedException extends AgentException {

    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
