package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "List the upgrades and how they ended, the latest first.")
final class HistoryCommand extends AgentCommand {

    @Option(names = "--log", description = "Show the journal's last lines of those that failed.")
    private boolean log;

    HistoryCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.history";
    }

    @Override
    String describe(JsonNode result) {
        var lines = new ArrayList<String>();
        for (JsonNode attempt : result.path("attempts")) {
            lines.add(attempt.path("started").asText() + "  slot "
                    + attempt.path("slot").asText() + "  version "
                    + attempt.path("version").asText() + "  "
                    + attempt.path("result").asText()
                    + (attempt.path("reason").asText().isEmpty()
                            ? ""
                            : ": " + attempt.path("reason").asText()));
            if (log && !attempt.path("log").asText().isEmpty()) {
                lines.add(attempt.path("log").asText().stripTrailing().indent(4).stripTrailing());
            }
        }
        return lines.isEmpty() ? "This node has not been upgraded." : String.join("\n", lines);
    }
}
