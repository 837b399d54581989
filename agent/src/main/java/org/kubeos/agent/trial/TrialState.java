package org.kubeos.agent.trial;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;

/**
 * What the agent knows about trials beside the boot environment.
 *
 * @param current the trial that is under way
 * @param failed versions that aren't tried again until a person says so
 */
record TrialState(Optional<Current> current, List<Failed> failed) {

    static final TrialState EMPTY = new TrialState(Optional.empty(), List.of());

    /**
     * The trial that is under way.
     *
     * @param bootId the kernel's, of the boot in which it was armed
     * @param verdict how it ends, once that is known
     */
    record Current(
            Slot slot,
            String version,
            String image,
            Digest imageDigest,
            Digest contentDigest,
            Instant started,
            String bootId,
            Optional<Verdict> verdict) {

        Current withVerdict(Verdict known) {
            return new Current(slot, version, image, imageDigest, contentDigest, started, bootId, Optional.of(known));
        }

        Attempt ended(Instant now, int triesLeft, Attempt.Result result, String reason, String log) {
            return new Attempt(version, image, imageDigest, slot, started, now, triesLeft, result, reason, log);
        }
    }

    /** Why the trial fails: written by the version on trial, while it still runs. */
    record Verdict(Attempt.Result result, String reason, String log) {}

    /**
     * A version that isn't tried again by itself.
     *
     * @param contentDigest of the slot's content: another image may hold the same
     */
    record Failed(String version, Digest imageDigest, Digest contentDigest, String reason) {}

    TrialState {
        failed = List.copyOf(failed);
    }

    TrialState withCurrent(Optional<Current> other) {
        return new TrialState(other, failed);
    }

    TrialState withFailed(List<Failed> others) {
        return new TrialState(current, others);
    }

    /** The current trial has ended, and its version isn't tried again. */
    TrialState withFailure(Current ended, String reason) {
        var all = new ArrayList<>(failed);
        all.removeIf(earlier -> earlier.imageDigest().equals(ended.imageDigest()));
        all.add(new Failed(ended.version(), ended.imageDigest(), ended.contentDigest(), reason));
        return new TrialState(Optional.empty(), all);
    }
}
