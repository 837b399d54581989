package org.kubeos.kbimg.config.node;

/**
 * How a node upgrades itself.
 *
 * @param bandwidth most bytes that are fetched in a second; 0: no limit
 * @param tries how often a new version may be booted before the node returns to the one before; from 1 to 3
 * @param allowUnsigned whether images that nobody has signed will do
 */
public record UpgradeSettings(long bandwidth, int tries, boolean allowUnsigned) {

    /** Without a word in the config. */
    public static final UpgradeSettings DEFAULT = new UpgradeSettings(0, 3, false);
}
