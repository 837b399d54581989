package org.kubeos.agent.settings.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kubeos.agent.AgentException;

/**
 * Reads requests: as the API has them, {@code contents} by key and {@code config_path}, or as Kubernetes resources have them,
 * a list of {@code contents} and {@code configpath}.
 */
public final class ConfigRequests {

    private static final int MAX_KEYS = 1000;

    private static final Set<String> CONFIG_KEYS = Set.of("model", "config_path", "configpath", "contents");
    private static final Set<String> CONTENT_KEYS = Set.of("key", "value", "operation");

    private ConfigRequests() {}

    /**
     * Reads a request.
     *
     * @param request an object with {@code configs}, perhaps beside a {@code version}, or the list of configs itself
     * @throws AgentException if it has another shape
     */
    public static List<ConfigChange> parse(JsonNode request) {
        JsonNode configs = request.isArray() ? request : request.path("configs");
        if (!configs.isArray()) {
            throw new AgentException(
                    "Can't read the request: expected a list \"configs\", found " + kind(configs) + ".");
        }
        var changes = new ArrayList<ConfigChange>();
        int keys = 0;
        for (JsonNode config : configs) {
            ConfigChange change = config(config, "configs[" + changes.size() + "]");
            changes.add(change);
            keys += change.changes().size();
        }
        if (keys > MAX_KEYS) {
            throw new AgentException("Can't change " + keys + " keys at once: expected at most " + MAX_KEYS + ".");
        }
        return changes;
    }

    private static ConfigChange config(JsonNode config, String where) {
        requireKeys(config, CONFIG_KEYS, where);
        String model = requiredText(config.path("model"), where + ".model");
        Optional<String> path = optionalText(config.path("config_path"), where + ".config_path")
                .or(() -> optionalText(config.path("configpath"), where + ".configpath"));
        return new ConfigChange(model, path, contents(config.path("contents"), where + ".contents"));
    }

    private static List<KeyChange> contents(JsonNode contents, String where) {
        var changes = new ArrayList<KeyChange>();
        if (contents.isArray()) {
            for (JsonNode item : contents) {
                String place = where + "[" + changes.size() + "]";
                changes.add(change(requiredText(item.path("key"), place + ".key"), item, place));
            }
        } else if (contents.isObject()) {
            for (Map.Entry<String, JsonNode> entry : contents.properties()) {
                changes.add(change(entry.getKey(), entry.getValue(), where + "[\"" + entry.getKey() + "\"]"));
            }
        } else {
            throw new AgentException(
                    "Can't read " + where + ": expected keys with their values, found " + kind(contents) + ".");
        }
        if (changes.isEmpty()) {
            throw new AgentException("Can't read " + where + ": it has no keys.");
        }
        return changes;
    }

    private static KeyChange change(String key, JsonNode content, String where) {
        requireKeys(content, CONTENT_KEYS, where);
        JsonNode value = content.path("value");
        return new KeyChange(
                key,
                value.isMissingNode() ? NullNode.getInstance() : value,
                operation(content.path("operation"), where + ".operation"));
    }

    private static Operation operation(JsonNode node, String where) {
        String word = optionalText(node, where).orElse("update");
        return switch (word) {
            case "add", "update" -> Operation.SET;
            case "delete" -> Operation.DELETE;
            default ->
                throw new AgentException(
                        "Can't read " + where + ": expected add, update, or delete, found \"" + word + "\".");
        };
    }

    private static void requireKeys(JsonNode node, Set<String> known, String where) {
        if (!node.isObject()) {
            throw new AgentException("Can't read " + where + ": expected an object, found " + kind(node) + ".");
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!known.contains(entry.getKey())) {
                throw new AgentException(
                        "Can't read " + where + ": unknown key \"" + entry.getKey() + "\". Known keys are "
                                + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        }
    }

    private static String requiredText(JsonNode node, String where) {
        return optionalText(node, where)
                .orElseThrow(() -> new AgentException("Can't read " + where + ": expected a text, found nothing."));
    }

    /** A text; empty if it is missing, {@code null}, or has no characters. */
    private static Optional<String> optionalText(JsonNode node, String where) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw new AgentException("Can't read " + where + ": expected a text, found " + kind(node) + ".");
        }
        return Optional.of(node.textValue()).filter(text -> !text.isEmpty());
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case BOOLEAN -> "a truth value";
            case NUMBER -> "a number";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case BINARY, MISSING, NULL, POJO -> "nothing";
        };
    }
}
