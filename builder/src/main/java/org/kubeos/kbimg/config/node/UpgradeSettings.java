package org.kubeos.kbimg.config.node;

/**
 * How a node upgrades itself.
 *
 * @param bandwidth most bytes that are fetched in a second; 0: no limit
 * @param tries how often a new version may be booted before the node returns to the one before; from 1 to 3
 */
public record UpgradeSettings(long bandwidth, int tries) {

    /** Without a word in the config. */
    public static final UpgradeSettings DEFAULT = new UpgradeSettings(0, 3);
}
