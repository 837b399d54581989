package org.kubeos.kbimg.config.node;

import java.util.Optional;
import org.kubeos.kbimg.config.DataSize;

/**
 * How a node upgrades itself.
 *
 * @param bandwidth most bytes that are fetched in a second; empty: no limit
 * @param tries how often a new version may be booted before the node returns to the one before; from 1 to 3
 */
public record UpgradeSettings(Optional<DataSize> bandwidth, int tries) {

    /** Without a word in the config. */
    public static final UpgradeSettings DEFAULT = new UpgradeSettings(Optional.empty(), 3);
}
