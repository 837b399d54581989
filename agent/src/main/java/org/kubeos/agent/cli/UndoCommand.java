package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.kubeos.oci.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "Take the last configuration back.")
final class UndoCommand extends AgentCommand {

    @Option(names = "--restart", description = "Restart the daemons that need it.")
    private boolean restart;

    UndoCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.undo";
    }

    @Override
    ObjectNode params() {
        return Json.object().put("restart", restart);
    }

    @Override
    String describe(JsonNode result) {
        return Settings.describe(result);
    }
}
