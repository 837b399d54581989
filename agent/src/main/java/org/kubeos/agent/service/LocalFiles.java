package org.kubeos.agent.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.kubeos.agent.node.NodeRoot;
import org.kubeos.agent.shadow.ShadowQuery;
import org.kubeos.agent.shadow.Shadowed;
import org.kubeos.agent.shadow.ShadowedFile;
import org.kubeos.oci.json.Json;

/** Lists the local files that hide files of the image. */
final class LocalFiles {

    private LocalFiles() {}

    static ObjectNode list(NodeRoot root, ShadowQuery query, boolean all) {
        Shadowed.Found found = Shadowed.of(root).find(query);
        List<ShadowedFile> hiding = found.hiding();
        ObjectNode json = Json.object();
        ArrayNode files = json.putArray("files");
        (all ? found.files() : hiding).forEach(file -> files.add(json(file)));
        json.put("same", found.files().size() - hiding.size());
        found.otherVersion().ifPresent(version -> json.put("otherVersion", version));
        return json;
    }

    private static ObjectNode json(ShadowedFile file) {
        ObjectNode json = Json.object()
                .put("path", file.path())
                .put("kind", file.kind().name().toLowerCase(Locale.ROOT))
                .put("owner", file.owner())
                .put("changed", file.changed().truncatedTo(ChronoUnit.SECONDS).toString());
        ArrayNode details = json.putArray("details");
        file.details().forEach(details::add);
        json.put("changedByUpgrade", file.changedByUpgrade()).put("conflict", file.conflict());
        file.diff().ifPresent(diff -> json.put("diff", diff));
        file.noDiff().ifPresent(reason -> json.put("noDiff", reason));
        return json;
    }
}
