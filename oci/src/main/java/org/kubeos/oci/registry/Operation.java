package org.kubeos.oci.registry;

import java.io.IOException;

/** One push or pull: steps that are tried again when they fail, all before one deadline. */
final class Operation {

    /** Something to try; it goes on where the last attempt has come to. */
    @FunctionalInterface
    interface Attempt<T> {
        T run(Retries retries) throws IOException;
    }

    private final Session session;
    private final RetryPolicy patience;
    private final FailureMessages failures;
    private final Deadline deadline;

    Operation(Session session, RetryPolicy patience, FailureMessages failures) {
        this.session = session;
        this.patience = patience;
        this.failures = failures;
        this.deadline = Deadline.in(patience.total());
    }

    RegistryResponse send(RegistryRequest request) throws IOException {
        return session.send(request, deadline);
    }

    /**
     * Tries until it is done.
     *
     * @param what the step, for messages: "looking up the tag"
     * @throws org.kubeos.oci.OciException if the registry or the way to it is to blame
     */
    <T> T step(String what, Attempt<T> attempt) throws IOException {
        Retries retries = retries();
        while (true) {
            try {
                return attempt.run(retries);
            } catch (IOException e) {
                waitAfter(e, retries, what);
            }
        }
    }

    Retries retries() {
        return new Retries(patience, deadline, session);
    }

    /** Returns when it is time to try again; else says what went wrong. */
    void waitAfter(IOException failure, Retries retries, String what) throws IOException {
        try {
            retries.after(failure);
        } catch (IOException last) {
            if (FailureKind.of(last) == FailureKind.OURS) {
                throw last;
            }
            throw failures.explain(what, last);
        }
    }
}
