package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
        return "Versions that failed may be tried again.";
    }
}
