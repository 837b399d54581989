package org.kubeos.kbimg.cli;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.stream.Stream;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.oci.ClientConfigurationException;
import org.kubeos.oci.InvalidProxyException;
import org.kubeos.process.HostEnvironmentException;

/** kbimg's exit codes. */
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
        return switch (failure) {
            case UsageException _, InvalidProxyException _ -> WRONG_USAGE;
            case HostException _, HostEnvironmentException _, ClientConfigurationException _ -> HOST_LACKS_SOMETHING;
            case LinkageError unloaded when lacksLibrary(unloaded) -> HOST_LACKS_SOMETHING;
            default -> BUILD_FAILED;
        };
    }

    /** Whether a native library can't be loaded, or couldn't be when a class that takes it was first used. */
    static boolean lacksLibrary(LinkageError failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(cause -> cause instanceof UnsatisfiedLinkError
                        || String.valueOf(cause.getMessage()).contains(UnsatisfiedLinkError.class.getName()));
    }

    private static boolean isInterruption(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(cause -> cause instanceof InterruptedException
                        || cause instanceof ClosedByInterruptException
                        || cause instanceof InterruptedIOException);
    }
}
