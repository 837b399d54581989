package org.kubeos.kbimg.artifact;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of artifacts that users can build, in the order in which one build makes them. */
public enum ArtifactKind {
    VM_IMAGE("vm-image", "vm-img"),
    PXE_IMAGE("pxe-image", "pxe-img"),
    UPGRADE_IMAGE("upgrade-image", "upgrade-img"),
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

    /** The artifact that users call so, if there is one. */
    public static Optional<ArtifactKind> named(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.command.equals(word) || kind.alias.equals(word))
                .findFirst();
    }
}
