package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;

/** Runs the steps of one push or pull. Those that fail are retried as the policy says, all before one deadline. */
final class Retrier {

    /** A step that can be run again; a later attempt continues where an earlier one stopped. */
    @FunctionalInterface
    interface Step<T> {
        T run(Attempts attempts) throws IOException;
    }

    private final Session session;
    private final RetryPolicy policy;
    private final FailureMessages messages;
    private final Deadline deadline;

    /** The deadline starts to run now. */
    Retrier(Session session, RetryPolicy policy, FailureMessages messages) {
        this.session = session;
        this.policy = policy;
        this.messages = messages;
        this.deadline = Deadline.in(policy.totalTimeout());
    }

    /** Sends a request once. */
    RegistryResponse send(RegistryRequest request) throws IOException {
        return session.send(request, deadline);
    }

    /**
     * Runs a step until it succeeds or a retry is pointless.
     *
     * @param name the step, for messages: "storing the manifest"
     * @throws org.kubeos.oci.OciException if the registry or the connection to it fails for good
     * @throws IOException if a file of this machine can't be read, or the thread is interrupted
     */
    <T> T run(String name, Step<T> step) throws IOException {
        Attempts attempts = attempts();
        while (true) {
            try {
                return step.run(attempts);
            } catch (IOException e) {
                attempts.awaitRetry(e, name);
            }
        }
    }

    /** Counts the attempts of a step whose loop is elsewhere, as that of a stream. */
    Attempts attempts() {
        return new Attempts();
    }

    /** The attempts of one step. */
    final class Attempts {

        /** In a row, without progress. */
        private int failures;

        /** Slow transfers make progress each time, so their count never restarts. */
        private int slowTransfers;

        private Attempts() {}

        /** The running attempt got further than those before it: the count of failures restarts. */
        void progressed() {
            failures = 0;
        }

        /**
         * Pauses after a failed attempt, and returns when it is time for the next one.
         *
         * @param name the step, for messages
         * @throws org.kubeos.oci.OciException if a retry is pointless, or would be too late
         * @throws IOException if {@code failure} isn't the registry's or the network's, or the thread is interrupted
         */
        void awaitRetry(IOException failure, String name) throws IOException {
            try {
                pauseAfter(failure);
            } catch (IOException last) {
                if (FailureKind.of(last) == FailureKind.LOCAL) {
                    throw last;
                }
                throw messages.explain(name, last);
            }
        }

        private void pauseAfter(IOException failure) throws IOException {
            FailureKind kind = FailureKind.of(failure);
            failures++;
            slowTransfers += kind == FailureKind.SLOW ? 1 : 0;
            if (!kind.mayPass() || isNeverReached(kind) || Math.max(failures, slowTransfers) > policy.maxRetries()) {
                throw failure;
            }
            Duration pause = pause(failure);
            if (deadline.left().compareTo(pause) < 0) {
                IOException passed = deadline.passed();
                passed.initCause(failure);
                throw passed;
            }
            policy.sleeper().sleep(pause);
        }

        /** The name of a registry that has never answered is more likely misspelled than the registry is down. */
        private boolean isNeverReached(FailureKind kind) {
            return kind == FailureKind.UNREACHABLE && !session.contacted();
        }

        private Duration pause(IOException failure) {
            Duration pause = policy.pauseBefore(failures);
            return failure instanceof UnexpectedStatusException refused
                    ? refused.retryAfter().orElse(pause)
                    : pause;
        }
    }
}
