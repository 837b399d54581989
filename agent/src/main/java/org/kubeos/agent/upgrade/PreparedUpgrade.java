package org.kubeos.agent.upgrade;

import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.Digest;

/**
 * A slot that holds a whole system, read back from the disk and found right, which can go on trial.
 *
 * @param version of the OS
 * @param imageDigest of the image, or of the file, that it comes from
 * @param contentDigest of the slot's first {@code size} bytes
 * @param size in bytes
 * @param transfer how it got there
 */
public record PreparedUpgrade(
        Slot slot, String version, Digest imageDigest, Digest contentDigest, long size, Transfer transfer) {}
