package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.kubeos.agent.api.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(description = "Give the image's file back in place of the local one that hides it.")
final class ResetCommand extends AgentCommand {

    @Parameters(paramLabel = "PATH", description = "The file, as kubeos shadowed lists it.")
    private Path path = Path.of("");

    ResetCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.reset";
    }

    @Override
    ObjectNode params() {
        return Json.object().put("path", path.toAbsolutePath().normalize().toString());
    }

    @Override
    String describe(JsonNode result) {
        return path + " is the image's again.";
    }
}
