package org.kubeos.agent.upgrade;

import java.util.Optional;
import org.kubeos.oci.Digest;

/** What the history of a node says about an upgrade. */
public interface UpgradeConditions {

    /**
     * Why the slot that doesn't run may not be overwritten, and what to do about that, as sentences; empty if the running one is
     * confirmed, no trial is armed or under way, and one could be armed.
     */
    Optional<String> obstacle();

    /** Why an image that failed on this node may not be tried again; empty if it may. */
    Optional<String> quarantine(String version, Digest imageDigest);
}
