package org.kubeos.kbimg.artifact;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.artifact.disk.DiskFormat;

/**
 * The artifacts that one build makes of one root file system.
 *
 * @param kinds each once, in the order in which they are made
 * @param format of the virtual machine's disk; empty for the default one
 * @param only names of the output files that are wanted besides the manifest; none for all
 */
public record ArtifactSelection(List<ArtifactKind> kinds, Optional<DiskFormat> format, List<String> only) {

    /**
     * Puts the artifacts in order.
     *
     * @throws UsageException if they can't be built together, or an option is for none of them
     */
    public ArtifactSelection {
        kinds = kinds.stream().distinct().sorted(Comparator.naturalOrder()).toList();
        only = List.copyOf(only);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("no artifact");
        }
        if (kinds.contains(ArtifactKind.ADMIN_IMAGE)) {
            requireAdminImageAlone(kinds, only);
        }
        if (format.isPresent() && !kinds.contains(ArtifactKind.VM_IMAGE)) {
            throw new UsageException("--format is the format of a vm-image's disk, but only " + names(kinds, " and ")
                    + " is to be built. Leave out --format, or add the artifact vm-image.");
        }
    }

    private static void requireAdminImageAlone(List<ArtifactKind> kinds, List<String> only) {
        if (kinds.size() > 1) {
            throw new UsageException("An admin-image has a root file system of its own, so it can't be built together"
                    + " with other artifacts. Build it with 'kbimg create admin-image'.");
        }
        if (!only.isEmpty()) {
            throw new UsageException(
                    "--only chooses among the files that are made of a node's root file system. Those of"
                            + " an admin-image only describe it, and are always written. Leave out --only.");
        }
    }

    /** All outputs of one artifact, in the default format. */
    public static ArtifactSelection of(ArtifactKind kind) {
        return new ArtifactSelection(List.of(kind), Optional.empty(), List.of());
    }

    /** Its name in manifests and reports, such as {@code vm-image+upgrade-image}. */
    public String name() {
        return names(kinds, "+");
    }

    private static String names(List<ArtifactKind> kinds, String separator) {
        return kinds.stream().map(ArtifactKind::command).collect(Collectors.joining(separator));
    }
}
