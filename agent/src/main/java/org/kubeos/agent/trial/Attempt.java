package org.kubeos.agent.trial;

import java.time.Instant;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;

/**
 * A version that was tried on this node, and how that ended.
 *
 * @param version of the OS
 * @param image as it was asked for
 * @param imageDigest of the image or file that it comes from
 * @param slot that it is in
 * @param started when it was armed
 * @param ended when the node was back, or the version confirmed
 * @param triesLeft of the trial, when it ended
 * @param reason why it ended so, for people; empty if it was confirmed by its checks
 * @param log the last lines of the failed boot, as far as they are known; at most {@value #MAX_LOG} characters
 */
public record Attempt(
        String version,
        String image,
        Digest imageDigest,
        Slot slot,
        Instant started,
        Instant ended,
        int triesLeft,
        Result result,
        String reason,
        String log) {

    /** The longest log that is kept, in characters. */
    public static final int MAX_LOG = 64 * 1024;

    /** How an attempt ended. */
    public enum Result {
        /** The version is in use. */
        CONFIRMED,
        /** The version didn't come up, or its checks didn't pass. */
        FAILED,
        /** A person said no. */
        REJECTED,
        /** The trial was lost before its first boot, in a power cut. */
        INTERRUPTED
    }

    public Attempt {
        log = log.length() > MAX_LOG ? log.substring(log.length() - MAX_LOG) : log;
    }

    /** Whether both are about the same trial. */
    boolean isSameTrial(Attempt other) {
        return started.equals(other.started) && imageDigest.equals(other.imageDigest);
    }
}
