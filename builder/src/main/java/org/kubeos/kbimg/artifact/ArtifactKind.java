package org.kubeos.kbimg.artifact;

import org.kubeos.kbimg.artifact.disk.DiskFormat;
import org.kubeos.kbimg.artifact.plan.BuildPlan;
import org.kubeos.kbimg.config.ImageConfig;

/** The kinds of artifacts that users can build. */
public enum ArtifactKind {
    VM_IMAGE("vm-image", "vm-img"),
    UPGRADE_IMAGE("upgrade-image", "upgrade-img"),
    PXE_IMAGE("pxe-image", "pxe-img"),
    ADMIN_IMAGE("admin-image", "admin-container");

    private final String command;
    private final String alias;

    ArtifactKind(String command, String alias) {
        this.command = command;
        this.alias = alias;
    }

    /** Its name on the command line and in manifests. */
    public String command() {
        return command;
    }

    /** What the original kbimg calls it. */
    public String alias() {
        return alias;
    }

    /**
     * What building it would do.
     *
     * @param format of the disk, for an artifact that has one
     * @throws org.kubeos.kbimg.UsageException if the config does not say what this artifact needs, or the distribution can't
     *     give what it asks for
     */
    public BuildPlan plan(ImageConfig config, DiskFormat format) {
        return switch (this) {
            case VM_IMAGE -> new VmImage(config, format).plan();
            case UPGRADE_IMAGE -> new UpgradeImage(config).plan();
            case PXE_IMAGE -> new PxeImage(config).plan();
            case ADMIN_IMAGE -> new AdminImage(config).plan();
        };
    }
}
