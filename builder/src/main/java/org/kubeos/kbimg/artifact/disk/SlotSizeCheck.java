package org.kubeos.kbimg.artifact.disk;

import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.process.Progress;

/** The room that a root file system has in its slot: later versions must fit, too, and they tend to grow. */
public final class SlotSizeCheck {

    /** Of the slot, the share that should be left. */
    private static final int PERCENT_TO_LEAVE = 25;

    private static final String ADVICE = "ROOT-A and ROOT-B a larger size in disk.partitions.";

    private SlotSizeCheck() {}

    /**
     * Warns if little is left.
     *
     * @param needed what the root file system takes
     * @param slot the smaller of the two slots
     * @throws BuildException if the root file system does not fit
     */
    public static void check(DataSize needed, DataSize slot, Progress progress) {
        if (needed.bytes() > slot.bytes()) {
            throw new BuildException("The root file system needs " + needed + ", but a root slot has " + slot
                    + ". Install fewer packages, or give " + ADVICE);
        }
        long left = slot.bytes() - needed.bytes();
        if (left * 100 < slot.bytes() * PERCENT_TO_LEAVE) {
            progress.warning("The root file system takes " + needed + " of a root slot's " + slot + ", which leaves "
                    + left * 100 / slot.bytes() + " % for later versions to grow. Give " + ADVICE);
        }
    }
}
