package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.kubeos.oci.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "End the trial: return to the version before.")
final class RejectCommand extends AgentCommand {

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the history.")
    private String why = "rejected by hand";

    @Option(names = "--no-reboot", description = "Let the other version boot whenever the node reboots next.")
    private boolean noReboot;

    RejectCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.reject";
    }

    @Override
    ObjectNode params() {
        return Json.object().put("why", why).put("noReboot", noReboot);
    }

    @Override
    String describe(JsonNode result) {
        String slot = "The trial has ended. Slot " + result.path("slot").asText();
        if (!result.path("needReboot").asBoolean()) {
            return slot + " goes on.";
        }
        return slot + (noReboot ? " boots when the node reboots next." : " boots now.");
    }
}
