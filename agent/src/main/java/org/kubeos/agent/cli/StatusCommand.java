package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(description = "Show the slots, the trial, and what the agent does.")
final class StatusCommand extends AgentCommand {

    private static final int MAX_NAMES = 10;

    StatusCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    String method() {
        return "kubeos.status";
    }

    @Override
    String describe(JsonNode status) {
        var lines = new ArrayList<String>();
        for (var slot : status.path("slots").properties()) {
            lines.add("Slot " + slot.getKey() + ": " + slot(slot.getKey(), slot.getValue(), status));
        }
        JsonNode trial = status.path("trial");
        if (trial.isObject()) {
            lines.add("Slot " + trial.path("slot").asText() + " is on trial, with "
                    + trial.path("triesLeft").asInt() + " tries left.");
        }
        if (status.has("problem")) {
            lines.add(status.path("problem").asText());
        }
        if (status.has("pendingResetsProblem")) {
            lines.add(status.path("pendingResetsProblem").asText());
        }
        JsonNode resets = status.path("pendingResets");
        if (!resets.isEmpty()) {
            lines.add("The next boot gives files of the image back: " + some(resets));
        }
        for (JsonNode failed : status.path("failed")) {
            lines.add("Version " + failed.path("version").asText() + " failed and isn't tried again by itself: "
                    + failed.path("reason").asText() + ". To try it again: kubeos retry");
        }
        operation(status.path("operation"), lines);
        operation(status.path("lastOperation"), lines);
        return String.join("\n", lines);
    }

    private static String some(JsonNode texts) {
        var names = new ArrayList<String>();
        texts.forEach(text -> names.add(text.asText()));
        int more = names.size() - MAX_NAMES;
        return String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())))
                + (more > 0 ? ", and " + more + " more" : "");
    }

    private static String slot(String name, JsonNode slot, JsonNode status) {
        var words = new ArrayList<String>();
        words.add(
                slot.has("version")
                        ? "version " + slot.path("version").asText()
                        : "nothing that the agent has written and verified");
        if (status.path("running").asText().equals(name)) {
            words.add("running");
        }
        if (status.path("confirmed").asText().equals(name)) {
            words.add("confirmed");
        }
        return String.join(", ", words);
    }

    private static void operation(JsonNode operation, List<String> lines) {
        String method = operation.path("method").asText();
        switch (operation.path("state").asText()) {
            case "running" -> lines.add("Under way: " + method + where(operation));
            case "failed" ->
                lines.add("Failed: " + method + ": " + operation.path("error").asText());
            default -> {}
        }
    }

    private static String where(JsonNode operation) {
        String step = operation.has("step") ? ": " + operation.path("step").asText() : "";
        return operation.has("total")
                ? step + ", " + Text.size(operation.path("done").asLong()) + " of "
                        + Text.size(operation.path("total").asLong())
                : step;
    }
}
