package org.kubeos.agent.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kubeos.agent.AgentException;
import org.kubeos.agent.event.Events;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.shadow.Resets;
import org.kubeos.agent.shadow.ShadowQuery;
import org.kubeos.agent.shadow.Shadowed;
import org.kubeos.agent.shadow.ShadowedFile;
import org.kubeos.nodelayout.PersistLayout;
import org.kubeos.nodelayout.ResetList;
import org.kubeos.nodelayout.ResetList.Entry;
import org.kubeos.oci.json.Json;

/** Lists the local files that hide files of the image, and has the next boot reset them. */
final class LocalFiles {

    private LocalFiles() {}

    static ObjectNode list(NodeRoot root, ShadowQuery query, boolean all) {
        Shadowed.Found found = Shadowed.of(root).find(query);
        List<ShadowedFile> hiding = found.hiding();
        ObjectNode json = Json.object();
        ArrayNode files = json.putArray("files");
        List<Entry> pending = Resets.of(root).pendingOrNone();
        (all ? found.files() : hiding).forEach(file -> files.add(json(file, pending)));
        json.put("same", found.files().size() - hiding.size());
        found.otherVersion().ifPresent(version -> json.put("otherVersion", version));
        return json;
    }

    static ObjectNode reset(NodeRoot root, List<String> paths, boolean whole, Events events) throws IOException {
        return json(Optional.of(Resets.of(root).add(paths, whole, events)));
    }

    static ObjectNode cancelReset(NodeRoot root, List<String> paths) throws IOException {
        return json(Resets.of(root).cancel(paths));
    }

    private static ObjectNode json(Optional<ResetList> pending) {
        ObjectNode json = Json.object();
        json.set("pending", paths(pending.map(ResetList::entries).orElse(List.of())));
        pending.ifPresent(list -> json.put(
                "directory", String.join("/", "", PersistLayout.MOUNT_POINT, PersistLayout.RESET, list.directory())));
        return json;
    }

    /** Adds what the next boot resets to the node's status. */
    static void addPending(NodeRoot root, ObjectNode status) {
        try {
            Resets.of(root).pending().ifPresent(list -> status.set("pendingResets", paths(list.entries())));
        } catch (AgentException e) {
            status.put("pendingResetsProblem", e.getMessage());
        }
    }

    /** A slash at the end stands for all of a directory. */
    private static ArrayNode paths(List<Entry> entries) {
        ArrayNode paths = Json.array();
        entries.forEach(entry -> paths.add(entry.whole() ? entry.path() + "/" : entry.path()));
        return paths;
    }

    private static ObjectNode json(ShadowedFile file, List<Entry> pending) {
        ObjectNode json = Json.object()
                .put("path", file.path())
                .put("kind", file.kind().name().toLowerCase(Locale.ROOT))
                .put("owner", file.owner())
                .put("changed", file.changed().truncatedTo(ChronoUnit.SECONDS).toString());
        ArrayNode details = json.putArray("details");
        file.details().forEach(details::add);
        json.put("changedByUpgrade", file.changedByUpgrade()).put("conflict", file.conflict());
        if (pending.stream().anyMatch(entry -> entry.covers(file.path()))) {
            json.put("reset", true);
        }
        file.diff().ifPresent(diff -> json.put("diff", diff));
        file.noDiff().ifPresent(reason -> json.put("noDiff", reason));
        return json;
    }
}
