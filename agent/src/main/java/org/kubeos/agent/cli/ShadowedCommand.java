package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "List local files that hide files of the image.")
final class ShadowedCommand extends AgentCommand {

    @Option(names = "--diff", description = "Show how they differ.")
    private boolean diff;

    ShadowedCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.shadowed";
    }

    @Override
    String describe(JsonNode result) {
        var lines = new ArrayList<String>();
        for (JsonNode file : result.path("files")) {
            lines.add(file.path("path").asText() + "  " + file.path("kind").asText() + "  "
                    + file.path("owner").asText() + "  " + file.path("changed").asText());
            if (diff && !file.path("diff").asText().isEmpty()) {
                lines.add(file.path("diff").asText().stripTrailing());
            }
        }
        return lines.isEmpty() ? "No local file hides a file of the image." : String.join("\n", lines);
    }
}
