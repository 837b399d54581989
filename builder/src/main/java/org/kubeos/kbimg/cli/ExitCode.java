package org.kubeos.kbimg.cli;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.stream.Stream;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.KbimgException;
import org.kubeos.kbimg.UsageException;

/** How kbimg ends. */
enum ExitCode {
    DONE(0),
    BUILD_FAILED(1),
    WRONG_USAGE(2),
    HOST_LACKS_SOMETHING(3),
    /** As shells report a process that SIGINT ended. */
    INTERRUPTED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static ExitCode of(Throwable failure) {
        if (isInterruption(failure)) {
            return INTERRUPTED;
        }
        return failure instanceof KbimgException known
                ? switch (known) {
                    case UsageException _ -> WRONG_USAGE;
                    case HostException _ -> HOST_LACKS_SOMETHING;
                    case BuildException _ -> BUILD_FAILED;
                }
                : BUILD_FAILED;
    }

    private static boolean isInterruption(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(cause -> cause instanceof InterruptedException
                        || cause instanceof ClosedByInterruptException
                        || cause instanceof InterruptedIOException);
    }
}
