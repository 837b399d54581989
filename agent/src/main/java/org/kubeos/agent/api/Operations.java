package org.kubeos.agent.api;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.RefusedException;
import org.kubeos.agent.UsageException;
import org.kubeos.agent.event.Events;
import org.kubeos.oci.OciException;
import org.kubeos.oci.signature.UntrustedImageException;
import org.kubeos.process.HostEnvironmentException;

/** What changes the node is done one at a time. */
final class Operations {

    /** As the original's agent says it; its clients may look for it. */
    static final String BUSY = "os-agent is processing another request";

    /** Asks the system to reboot. */
    @FunctionalInterface
    interface Reboot {
        void run() throws IOException;
    }

    private final Reboot reboot;
    private final Duration replyTime;
    private final Log log;
    private final Runnable idle;
    private @Nullable Operation current;
    private @Nullable Operation last;

    /**
     * @param reboot called after those who wait have their reply
     * @param replyTime how long a reboot waits for them
     * @param idle called after each operation
     */
    Operations(Reboot reboot, Duration replyTime, Log log, Runnable idle) {
        this.reboot = reboot;
        this.replyTime = replyTime;
        this.log = log;
        this.idle = idle;
    }

    /**
     * Begins with an operation, on a thread of its own.
     *
     * @return the caller, as the first to wait for the end
     * @throws RpcException if another one isn't over
     */
    synchronized Operation.Follower start(String method, Operation.Work work) throws RpcException {
        if (current != null) {
            throw new RpcException(Reason.BUSY, BUSY);
        }
        var operation = new Operation(method);
        Operation.Follower first = operation.follow();
        current = operation;
        Thread.ofPlatform().name(method).start(() -> run(operation, work));
        return first;
    }

    private void run(Operation operation, Operation.Work work) {
        try {
            log.line(operation.method() + " begins");
            Events journal = log.events(operation.method());
            Operation.Outcome outcome = work.run(event -> {
                journal.emit(event);
                operation.emit(event);
            });
            log.line(operation.method() + " is done");
            if (outcome.reboot()) {
                operation.succeed(outcome);
                operation.awaitFollowers(replyTime);
                log.line("Rebooting");
                // Until the system is down, nothing else begins.
                reboot.run();
            } else {
                // First, so that who has the result can go on with another request.
                end(operation);
                operation.succeed(outcome);
            }
        } catch (Exception | Error e) {
            end(operation);
            operation.fail(log(operation, e));
        }
    }

    private RpcException log(Operation operation, Throwable failure) {
        RpcException error = explain(failure);
        if (error.reason() == Reason.INTERNAL) {
            log.failure(failure);
        } else {
            log.line(operation.method() + ": " + error.getMessage());
        }
        return error;
    }

    /** Whoever waits for that has a lock of its own, and asks for {@link #current} while it holds it. */
    private void end(Operation operation) {
        synchronized (this) {
            last = operation;
            current = null;
        }
        idle.run();
    }

    /** The one that goes on. */
    synchronized Optional<Operation> current() {
        return Optional.ofNullable(current);
    }

    /** The one that ended last, if that was in this process. */
    synchronized Optional<Operation> last() {
        return Optional.ofNullable(last);
    }

    /** What a caller is told of a failure. */
    static RpcException explain(Throwable failure) {
        return switch (failure) {
            case RpcException told -> told;
            case RefusedException refused -> new RpcException(Reason.REFUSED, message(refused), refused);
            case UsageException wrong -> new RpcException(Reason.BAD_PARAMS, message(wrong), wrong);
            case UntrustedImageException refused -> new RpcException(Reason.REFUSED, message(refused), refused);
            case OciException failed -> new RpcException(Reason.FAILED, message(failed), failed);
            case HostEnvironmentException failed -> new RpcException(Reason.FAILED, message(failed), failed);
            case AgentException failed -> new RpcException(Reason.FAILED, message(failed), failed);
            case IOException failed -> new RpcException(Reason.FAILED, message(failed), failed);
            case InterruptedException _ -> new RpcException(Reason.FAILED, "The agent is being stopped.", failure);
            default ->
                new RpcException(
                        Reason.INTERNAL,
                        "A fault of os-agent itself: " + failure + ". Its journal has more: journalctl -u os-agent",
                        failure);
        };
    }

    private static String message(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
