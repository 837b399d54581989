package org.kubeos.agent.upgrade;

import java.util.Optional;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;

/**
 * What an upgrade would do.
 *
 * @param slot that would be written
 * @param version of the OS; empty if that shows only in the content
 * @param imageDigest of the image, or of the file
 */
public record UpgradePlan(Slot slot, Optional<String> version, Digest imageDigest, Transfer transfer) {}
