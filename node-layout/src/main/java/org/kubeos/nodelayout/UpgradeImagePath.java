package org.kubeos.nodelayout;

/** The paths in an upgrade image, as tar archives have them: without a leading slash. */
public final class UpgradeImagePath {

    /** The tar archive of the root file system, which a node unpacks into the other slot. */
    public static final String ROOTFS_ARCHIVE = "os.tar";

    private UpgradeImagePath() {}
}
