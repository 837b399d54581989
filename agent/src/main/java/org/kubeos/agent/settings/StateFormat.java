package org.kubeos.agent.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.agent.settings.request.KeyChange;
import org.kubeos.agent.settings.request.Operation;
import org.kubeos.agent.settings.resource.Resource;
import org.kubeos.agent.settings.resource.Resource.ConfigFile;
import org.kubeos.agent.settings.resource.Resource.KernelParameter;
import org.kubeos.agent.settings.resource.Resource.SlotArguments;
import org.kubeos.agent.settings.resource.Resource.StateFile;
import org.kubeos.agent.settings.resource.Write;
import org.kubeos.nodelayout.Slot;
import org.kubeos.oci.json.Json;

/** The agent's own files, as JSON. */
final class StateFormat {

    /** The version of the format. */
    private static final int FORMAT = 1;

    /**
     * A change that has begun.
     *
     * @param number that of the state which ends it
     */
    record Journal(long number, List<Write> writes) {}

    /** A file that isn't in this format: damaged, or written by a later version. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        private UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private StateFormat() {}

    static String write(State state) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("format", FORMAT).put("number", state.number());
        writeDesired(node.putArray("desired"), state.desired());
        ArrayNode applied = node.putArray("applied");
        for (AppliedSet set : state.applied()) {
            ObjectNode item = applied.addObject();
            writeWrites(item.putArray("writes"), set.writes());
            writeDesired(item.putArray("desiredBefore"), set.desiredBefore());
        }
        return Json.pretty(node);
    }

    static State readState(String text) throws UnreadableException {
        return read(text, node -> {
            var applied = new ArrayList<AppliedSet>();
            for (JsonNode item : node.required("applied")) {
                applied.add(new AppliedSet(
                        readWrites(item.required("writes")), readDesired(item.required("desiredBefore"))));
            }
            return new State(node.required("number").longValue(), readDesired(node.required("desired")), applied);
        });
    }

    static String write(Journal journal) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("format", FORMAT).put("number", journal.number());
        writeWrites(node.putArray("writes"), journal.writes());
        return Json.pretty(node);
    }

    static Journal readJournal(String text) throws UnreadableException {
        return read(
                text, node -> new Journal(node.required("number").longValue(), readWrites(node.required("writes"))));
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(JsonNode node);
    }

    private static <T> T read(String text, Reader<T> reader) throws UnreadableException {
        try {
            JsonNode node = Json.read(text);
            if (node.required("format").intValue() != FORMAT) {
                throw new IllegalArgumentException("format " + node.required("format"));
            }
            return reader.read(node);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new UnreadableException("it is damaged, or of a later version of the agent", e);
        }
    }

    private static void writeDesired(ArrayNode list, List<Desired> desired) {
        for (Desired wanted : desired) {
            ObjectNode item = list.addObject().put("model", wanted.model());
            writeResource(item, wanted.resource());
            item.put("key", wanted.change().key())
                    .put("operation", wanted.change().operation().name());
            item.set("value", wanted.change().value());
        }
    }

    private static List<Desired> readDesired(JsonNode list) {
        var desired = new ArrayList<Desired>();
        for (JsonNode item : list) {
            var change = new KeyChange(
                    item.required("key").textValue(),
                    item.required("value"),
                    Operation.valueOf(item.required("operation").asText()));
            desired.add(new Desired(item.required("model").textValue(), readResource(item), change));
        }
        return desired;
    }

    private static void writeWrites(ArrayNode list, List<Write> writes) {
        for (Write write : writes) {
            ObjectNode item = list.addObject();
            writeResource(item, write.resource());
            write.before().ifPresent(text -> item.put("before", text));
            write.after().ifPresent(text -> item.put("after", text));
        }
    }

    private static List<Write> readWrites(JsonNode list) {
        var writes = new ArrayList<Write>();
        for (JsonNode item : list) {
            writes.add(
                    new Write(readResource(item), optionalText(item.path("before")), optionalText(item.path("after"))));
        }
        return writes;
    }

    private static Optional<String> optionalText(JsonNode node) {
        return Optional.ofNullable(node.textValue());
    }

    private static void writeResource(ObjectNode item, Resource resource) {
        switch (resource) {
            case ConfigFile file -> item.put("file", file.path());
            case KernelParameter parameter -> item.put("parameter", parameter.path());
            case SlotArguments arguments ->
                item.put("argumentsOfSlot", arguments.slot().name());
            case StateFile file -> throw new IllegalArgumentException(file.shown());
        }
    }

    private static Resource readResource(JsonNode item) {
        if (item.has("file")) {
            return new ConfigFile(item.path("file").textValue());
        }
        return item.has("parameter")
                ? new KernelParameter(item.path("parameter").textValue())
                : new SlotArguments(
                        Slot.valueOf(item.required("argumentsOfSlot").asText()));
    }
}
