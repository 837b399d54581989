package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

@Command(description = "Show the progress of what the agent does now, until it ends.")
final class WatchCommand extends AgentCommand {

    WatchCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.watch";
    }

    @Override
    boolean outlivesClient() {
        return true;
    }

    @Override
    String describe(JsonNode result) {
        return "Done.";
    }
}
