package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.kubeos.oci.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "Show what differs from what was configured.")
final class DriftCommand extends AgentCommand {

    @Option(names = "--repair", description = "Put it right.")
    private boolean repair;

    @Option(names = "--restart", description = "With --repair: restart the daemons that need it.")
    private boolean restart;

    DriftCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return repair ? "kubeos.repair" : "kubeos.drift";
    }

    @Override
    ObjectNode params() {
        return repair ? Json.object().put("restart", restart) : Json.object();
    }

    @Override
    String describe(JsonNode result) {
        if (repair) {
            return Settings.describe(result);
        }
        if (result.path("drift").isEmpty()) {
            return "Everything is as it was configured.";
        }
        var lines = new StringBuilder();
        for (JsonNode item : result.path("drift")) {
            lines.append(lines.isEmpty() ? "" : "\n")
                    .append(item.path("where").asText())
                    .append(": ")
                    .append(item.path("key").asText())
                    .append(": ")
                    .append(item.path("reason").asText());
        }
        return lines.toString();
    }
}
