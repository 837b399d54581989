package org.kubeos.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What became of configuration models, for people. */
final class Settings {

    private Settings() {}

    static String describe(JsonNode result) {
        var lines = new ArrayList<String>();
        List<String> changed = texts(result.path("changed"));
        lines.add(changed.isEmpty() ? "Nothing had to be changed." : "Changed: " + String.join(", ", changed));
        List<String> restarted = texts(result.path("restarted"));
        if (!restarted.isEmpty()) {
            lines.add("Restarted: " + String.join(", ", restarted));
        }
        List<String> needed = texts(result.path("needRestart"));
        if (!needed.isEmpty()) {
            lines.add("Needs a restart: " + String.join(", ", needed));
        }
        if (result.path("needReboot").asBoolean()) {
            lines.add("Needs a reboot.");
        }
        lines.addAll(texts(result.path("notes")));
        return String.join("\n", lines);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        for (JsonNode text : array) {
            texts.add(text.asText());
        }
        return texts;
    }
}
