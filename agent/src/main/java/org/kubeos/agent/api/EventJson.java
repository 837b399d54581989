package org.kubeos.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.kubeos.agent.event.Event;
import org.kubeos.oci.json.Json;

/** Events as the API writes them. */
final class EventJson {

    /** The method of the notifications. */
    static final String METHOD = "kubeos.event";

    private EventJson() {}

    static ObjectNode write(Event event) {
        ObjectNode json = Json.object();
        return switch (event) {
            case Event.Step step -> json.put("type", "step").put("text", step.name());
            case Event.Progress progress ->
                json.put("type", "progress").put("done", progress.done()).put("total", progress.total());
            case Event.Note note -> json.put("type", "note").put("text", note.text());
            case Event.Warning warning -> json.put("type", "warning").put("text", warning.text());
        };
    }

    /** Empty if a later version of the agent sends something that this one doesn't know. */
    static Optional<Event> read(JsonNode json) {
        String text = json.path("text").asText();
        return switch (json.path("type").asText()) {
            case "step" -> Optional.of(new Event.Step(text));
            case "progress" ->
                Optional.of(new Event.Progress(
                        json.path("done").asLong(), json.path("total").asLong()));
            case "note" -> Optional.of(new Event.Note(text));
            case "warning" -> Optional.of(new Event.Warning(text));
            default -> Optional.empty();
        };
    }
}
