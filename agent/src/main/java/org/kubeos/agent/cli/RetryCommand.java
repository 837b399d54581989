package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import picocli.CommandLine.Command;

@Command(description = "Let a version that failed be tried again.")
final class RetryCommand extends AgentCommand {

    RetryCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.retry";
    }

    @Override
    String describe(JsonNode result) {
        var versions = new ArrayList<String>();
        for (JsonNode version : result.path("versions")) {
            versions.add(version.path("version").asText());
        }
        return versions.isEmpty()
                ? "No version has failed."
                : "May be tried again: " + String.join(", ", versions);
    }
}
