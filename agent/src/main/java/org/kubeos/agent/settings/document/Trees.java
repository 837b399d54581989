package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/** Values by path, as a document's text is expected to have them after an edit. */
public final class Trees {

    private Trees() {}

    static Optional<JsonNode> find(JsonNode tree, KeyPath path) {
        JsonNode node = tree;
        for (String key : path.keys()) {
            node = node.path(key);
        }
        return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }

    /** A copy with the value; {@code null} on the way becomes an object. */
    static ObjectNode with(ObjectNode tree, KeyPath path, JsonNode value) throws DocumentException {
        ObjectNode copy = tree.deepCopy();
        ObjectNode node = copy;
        for (String key : path.keys().subList(0, path.keys().size() - 1)) {
            JsonNode child = node.path(key);
            if (child.isMissingNode() || child.isNull()) {
                child = node.putObject(key);
            }
            if (!(child instanceof ObjectNode inner)) {
                throw new DocumentException("\"" + key + "\" has no keys of its own");
            }
            node = inner;
        }
        node.set(path.last(), value.deepCopy());
        return copy;
    }

    static ObjectNode without(ObjectNode tree, KeyPath path) {
        ObjectNode copy = tree.deepCopy();
        JsonNode node = copy;
        for (String key : path.keys().subList(0, path.keys().size() - 1)) {
            node = node.path(key);
        }
        ((ObjectNode) node).remove(path.last());
        return copy;
    }

    /** Whether two values are the same: numbers by what they count, objects whatever the order of their keys. */
    public static boolean same(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.isIntegralNumber() == other.isIntegralNumber()
                    && one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        if (one instanceof ObjectNode object && other instanceof ObjectNode) {
            return object.size() == other.size()
                    && object.properties().stream()
                            .allMatch(entry ->
                                    other.has(entry.getKey()) && same(entry.getValue(), other.path(entry.getKey())));
        }
        if (one.isArray() && other.isArray()) {
            boolean same = one.size() == other.size();
            for (int i = 0; same && i < one.size(); i++) {
                same = same(one.get(i), other.get(i));
            }
            return same;
        }
        return one.equals(other);
    }

    static boolean isDeeperThan(JsonNode value, int levels) {
        if (!value.isContainerNode()) {
            return false;
        }
        for (JsonNode inner : value) {
            if (levels == 0 || isDeeperThan(inner, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    /** A copy without objects that have no keys, at any depth but in lists. */
    static ObjectNode pruned(ObjectNode tree) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            JsonNode value = entry.getValue() instanceof ObjectNode inner ? pruned(inner) : entry.getValue();
            if (!(value instanceof ObjectNode inner) || !inner.isEmpty()) {
                copy.set(entry.getKey(), value);
            }
        }
        return copy;
    }
}
