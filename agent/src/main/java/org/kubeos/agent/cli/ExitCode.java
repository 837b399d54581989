package org.kubeos.agent.cli;

import org.kubeos.agent.api.Reason;

/** The exit codes of both programs. */
final class ExitCode {

    static final int DONE = 0;

    /** It was tried and failed. */
    static final int FAILED = 1;

    static final int WRONG_USAGE = 2;

    /** A rule forbids it, the agent is busy, or the user isn't root. Nothing was changed. */
    static final int REFUSED = 3;

    /** The agent can't be reached. */
    static final int UNREACHABLE = 4;

    private ExitCode() {}

    static int of(Reason reason) {
        return switch (reason) {
            case BAD_PARAMS, UNKNOWN_METHOD -> WRONG_USAGE;
            case BUSY, REFUSED, NOT_PERMITTED, TOO_MANY_CONNECTIONS -> REFUSED;
            case FAILED, INTERNAL, INVALID_REQUEST, PARSE_ERROR, TOO_LARGE, TOO_SLOW -> FAILED;
        };
    }
}
