package org.kubeos.agent.shadow;

import java.util.List;
import java.util.stream.Collectors;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.nodelayout.ResetList.Entry;

/** Tells what of a new version won't be seen, because local files lie above it. */
public final class UpgradeWarning {

    private static final int MAX_NAMES = 10;

    private UpgradeWarning() {}

    /** Compares with the version that was written to the other slot. Whatever goes wrong here doesn't stop the upgrade. */
    public static void emit(NodeRoot root, String version, Events events) {
        try {
            List<Entry> pending = Resets.of(root).pendingOrNone();
            if (!pending.isEmpty()) {
                events.warn(
                        "The next boot also resets local files; kubeos status shows which. " + Resets.NOT_TAKEN_BACK);
            }
            List<ShadowedFile> conflicts = Shadowed.of(root).find(ShadowQuery.ALL).conflicts().stream()
                    .filter(file -> pending.stream().noneMatch(entry -> entry.covers(file.path())))
                    .toList();
            if (!conflicts.isEmpty()) {
                events.warn(text(version, conflicts));
            }
        } catch (RuntimeException e) {
            // The new version is in its slot, whole and verified; a fault here is no reason to keep the node from it.
            events.warn("Can't tell which local files hide files of version " + version + ". " + e.getMessage());
        }
    }

    private static String text(String version, List<ShadowedFile> conflicts) {
        int count = conflicts.size();
        String names =
                conflicts.stream().limit(MAX_NAMES).map(ShadowedFile::path).collect(Collectors.joining(", "));
        return (count == 1 ? "A local file hides one" : count + " local files hide those")
                + " that version " + version + " changes: " + names
                + (count > MAX_NAMES ? ", and " + (count - MAX_NAMES) + " more" : "")
                + ". To see the differences: kubeos shadowed --diff. To have the image's from the next boot on: kubeos reset PATH";
    }
}
