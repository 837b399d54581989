package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.oci.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "List local files that hide files of the image.")
final class ShadowedCommand extends AgentCommand {

    @Parameters(paramLabel = "PATH", arity = "0..*", description = "Files or directories. Default: all union paths.")
    private List<Path> paths = new ArrayList<>();

    @Option(names = "--diff", description = "Show how their contents differ.")
    private boolean diff;

    @Option(names = "--secrets", description = "With --diff: also of files that not everybody can read.")
    private boolean secrets;

    @Option(names = "--all", description = "List those as well that equal the image's files.")
    private boolean all;

    ShadowedCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.shadowed";
    }

    @Override
    ObjectNode params() {
        ObjectNode params = Json.object();
        ArrayNode names = params.putArray("paths");
        paths.forEach(path -> names.add(path.toAbsolutePath().normalize().toString()));
        return params.put("diff", diff).put("secrets", secrets).put("all", all);
    }

    @Override
    String describe(JsonNode result) {
        var lines = new ArrayList<String>();
        for (JsonNode file : result.path("files")) {
            describe(file, result.path("otherVersion").asText(), lines);
        }
        if (lines.isEmpty()) {
            lines.add("No local file hides a file of the image.");
        }
        int same = result.path("same").asInt();
        if (same > 0 && !all) {
            lines.add((same == 1 ? "One more equals" : same + " more equal")
                    + " the image's, and will hide what a later version changes. To list them: --all");
        }
        return String.join("\n", lines);
    }

    private static void describe(JsonNode file, String otherVersion, List<String> lines) {
        lines.add(file.path("path").asText() + "  " + file.path("kind").asText() + "  "
                + file.path("owner").asText() + "  " + file.path("changed").asText() + details(file));
        if (file.path("conflict").asBoolean()) {
            lines.add("    Version " + otherVersion + " in the other slot has another one.");
        }
        if (file.path("reset").asBoolean()) {
            lines.add("    It is moved aside at the next boot.");
        }
        if (file.has("noDiff")) {
            lines.add("    No diff: " + file.path("noDiff").asText() + ".");
        }
        if (file.has("diff")) {
            lines.add(file.path("diff").asText().stripTrailing().indent(4).stripTrailing());
        }
    }

    private static String details(JsonNode file) {
        var details = new ArrayList<String>();
        file.path("details").forEach(detail -> details.add(detail.asText()));
        return details.isEmpty() ? "" : "  (" + String.join(", ", details) + ")";
    }
}
