package org.kubeos.process;

import java.util.List;

/** A process ended with an exit code other than 0. */
public final class ProcessFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final List<String> lastLines;

    ProcessFailedException(String program, int exitCode, List<String> lastLines) {
        super(program + " ended with exit code " + exitCode);
        this.exitCode = exitCode;
        this.lastLines = List.copyOf(lastLines);
    }

    /** The exit code; 128 and the signal's number for a process that was killed. */
    public int exitCode() {
        return exitCode;
    }

    /** The last lines that the process printed, at most 40. */
    public List<String> lastLines() {
        return lastLines;
    }
}
