package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/** A text of nested keys and values. Immutable. */
public abstract sealed class TreeDocument permits YamlDocument, TomlDocument {

    private static final int MAX_DEPTH = 32;

    /** The text, as it was read and edited. */
    public abstract String text();

    /** What it says. */
    public abstract ObjectNode tree();

    abstract TreeDocument parseEdited(String text) throws DocumentException;

    /** The text with a value that isn't there yet, or replaces the present one as a whole. */
    abstract String textWith(KeyPath path, JsonNode value) throws DocumentException;

    /** The text without a value that is there. */
    abstract String textWithout(KeyPath path) throws DocumentException;

    /** Whether the texts of the two trees say the same. */
    abstract boolean same(JsonNode tree, JsonNode other);

    /** The value at a path. */
    public Optional<JsonNode> find(KeyPath path) {
        return Trees.find(tree(), path);
    }

    /**
     * This document with a value. Missing keys on the way to it are added. Of an object that is already there, only what
     * differs is edited.
     *
     * @throws DocumentException if a key on the way has another kind of value, or the text can't be edited reliably
     */
    public TreeDocument with(KeyPath path, JsonNode value) throws DocumentException {
        if (path.keys().size() > MAX_DEPTH) {
            throw new DocumentException("the key has more than " + MAX_DEPTH + " parts");
        }
        if (Trees.isDeeperThan(value, MAX_DEPTH)) {
            throw new DocumentException("the value is nested more than " + MAX_DEPTH + " levels deep");
        }
        Optional<JsonNode> present = find(path);
        if (present.isPresent() && same(present.get(), value)) {
            return this;
        }
        if (present.orElse(null) instanceof ObjectNode old && value instanceof ObjectNode wanted && !wanted.isEmpty()) {
            return withEntries(path, old, wanted);
        }
        return checked(textWith(path, value), Trees.with(tree(), path, value));
    }

    private TreeDocument withEntries(KeyPath path, ObjectNode old, ObjectNode wanted) throws DocumentException {
        TreeDocument document = this;
        // New entries first: a mapping that loses its last entry is written differently.
        for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
            document = document.with(path.child(entry.getKey()), entry.getValue());
        }
        var names = new ArrayList<String>();
        old.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!wanted.has(name)) {
                document = document.without(path.child(name));
            }
        }
        return document;
    }

    /**
     * This document without a value; itself if there is none.
     *
     * @throws DocumentException if the text can't be edited reliably
     */
    public TreeDocument without(KeyPath path) throws DocumentException {
        if (find(path).isEmpty()) {
            return this;
        }
        return checked(textWithout(path), Trees.without(tree(), path));
    }

    /** What was written is read again: an edit that says anything but what was asked for is refused. */
    private TreeDocument checked(String text, JsonNode expected) throws DocumentException {
        TreeDocument document;
        try {
            document = parseEdited(text);
        } catch (DocumentException e) {
            throw notEditable();
        }
        if (!same(document.tree(), expected)) {
            throw notEditable();
        }
        return document;
    }

    private static DocumentException notEditable() {
        return new DocumentException("the file is written in a way that can't be edited reliably; edit it by hand");
    }
}
