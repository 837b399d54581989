package org.kubeos.agent.api;

import java.util.Optional;

/** Why a request failed, for programs: the member {@code data.reason} of an error. */
public enum Reason {
    /** The request isn't JSON. */
    PARSE_ERROR("parse-error", -32700),
    /** The request is JSON, but no request. */
    INVALID_REQUEST("invalid-request", -32600),
    /** The request is longer than the agent reads. */
    TOO_LARGE("too-large", -32600),
    /** The request didn't arrive in time. */
    TOO_SLOW("too-slow", -32600),
    /** There is no such method. */
    UNKNOWN_METHOD("unknown-method", -32601),
    /** The parameters aren't those of the method. */
    BAD_PARAMS("bad-params", -32602),
    /** A fault of the agent itself. */
    INTERNAL("internal", -32603),
    /** The caller isn't root. */
    NOT_PERMITTED("not-permitted", -32001),
    /** Too many callers at the same time. */
    TOO_MANY_CONNECTIONS("too-many-connections", -32002),
    /** The agent does something else that excludes this. */
    BUSY("busy", -1),
    /** A rule that keeps the node safe forbids it. Nothing was changed. */
    REFUSED("refused", -1),
    /** It was tried and failed. */
    FAILED("failed", -1);

    private final String word;
    private final int code;

    Reason(String word, int code) {
        this.word = word;
        this.code = code;
    }

    /** The word of the protocol. */
    public String word() {
        return word;
    }

    /** The error code of JSON-RPC. */
    int code() {
        return code;
    }

    /** The reason that has this word. */
    public static Optional<Reason> of(String word) {
        for (Reason reason : values()) {
            if (reason.word.equals(word)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
