package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(description = "End the trial: the running version stays. By default, the node decides that by itself when its health checks pass.")
final class ConfirmCommand extends AgentCommand {

    ConfirmCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.confirm";
    }

    @Override
    String describe(JsonNode result) {
        return "Slot " + result.path("slot").asText()
                + (result.path("changed").asBoolean() ? " is confirmed." : " was confirmed already.");
    }
}
