package org.kubeos.oci.registry;

import java.io.IOException;
import java.time.Duration;

/** Decides after a failure whether to try again, and waits until then. */
final class Retries {

    private final RetryPolicy patience;
    private final Deadline deadline;
    private final Session session;
    private int failures;

    /** They bring something each time, and so need a count of their own. */
    private int slow;

    Retries(RetryPolicy patience, Deadline deadline, Session session) {
        this.patience = patience;
        this.deadline = deadline;
        this.session = session;
    }

    /** Something was got that the attempts before had not: failures count anew. */
    void progressed() {
        failures = 0;
    }

    /** Returns when it is time to try again; throws {@code failure} if that is pointless. */
    void after(IOException failure) throws IOException {
        failures++;
        FailureKind trouble = FailureKind.of(failure);
        // A registry that was never there is more likely to be misspelt than to come back.
        slow += trouble == FailureKind.SLOW ? 1 : 0;
        boolean absent = trouble == FailureKind.UNREACHABLE && !session.contacted();
        if (absent || !trouble.mayPass() || failures > patience.retries() || slow > patience.retries()) {
            throw failure;
        }
        Duration pause = patience.pauseBefore(failures);
        if (failure instanceof UnexpectedStatusException refused) {
            pause = refused.retryAfter().orElse(pause);
        }
        if (deadline.left().compareTo(pause) < 0) {
            IOException passed = deadline.passed();
            passed.initCause(failure);
            throw passed;
        }
        patience.pause().of(pause);
    }
}
