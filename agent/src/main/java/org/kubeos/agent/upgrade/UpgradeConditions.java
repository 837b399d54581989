package org.kubeos.agent.upgrade;

import java.util.Optional;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;

/** What the history of a node says about an upgrade. */
public interface UpgradeConditions {

    /** Whether a slot is the confirmed one, and no trial is under way. The other slot may be overwritten only then. */
    boolean isConfirmed(Slot slot);

    /** Why an image that failed on this node may not be tried again; empty if it may. */
    Optional<String> quarantine(String version, Digest imageDigest);
}
