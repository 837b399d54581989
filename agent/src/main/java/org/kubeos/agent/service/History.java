package org.kubeos.agent.service;

import java.io.IOException;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.trial.Trials;
import org.kubeos.agent.upgrade.UpgradeConditions;
import org.kubeos.oci.Digest;

/** Trials, as upgrades ask for them. If they can't be read, nothing is overwritten. */
record History(Trials trials) implements UpgradeConditions {

    @Override
    public Optional<String> obstacle() {
        try {
            return trials.obstacle();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Optional<String> quarantine(String version, Digest imageDigest) {
        try {
            return trials.quarantine(imageDigest);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static AgentException unreadable(IOException e) {
        return new AgentException("Can't tell what was tried on this node: " + e.getMessage(), e);
    }
}
