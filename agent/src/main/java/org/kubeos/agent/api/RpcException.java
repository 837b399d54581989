package org.kubeos.agent.api;

/** An error of the protocol: what a caller gets instead of a result. */
public final class RpcException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** @param message for people */
    public RpcException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    RpcException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why, for programs. */
    public Reason reason() {
        return reason;
    }

    /** Always there. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
