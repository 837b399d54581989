package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.kubeos.oci.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "Boot the other slot, if it holds a whole, verified system.")
final class RollbackCommand extends AgentCommand {

    @Option(names = "--no-reboot", description = "Let the other version boot whenever the node reboots next.")
    private boolean noReboot;

    RollbackCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.rollback";
    }

    @Override
    ObjectNode params() {
        return Json.object().put("noReboot", noReboot);
    }

    @Override
    String describe(JsonNode result) {
        return "Slot " + result.path("slot").asText()
                + (noReboot ? " boots when the node reboots next." : " boots now.");
    }
}
