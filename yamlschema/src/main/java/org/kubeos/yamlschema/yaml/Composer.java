package org.kubeos.yamlschema.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kubeos.yamlschema.yaml.Node.Entry;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Node.Scalar;
import org.kubeos.yamlschema.yaml.Node.Sequence;
import org.kubeos.yamlschema.yaml.Node.Unreadable;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Builds the tree of a document from the parser's events, without recursion and with limits on its size.
 * Aliases and tags are refused: a config needs neither, and both make YAML bombs possible.
 */
final class Composer {

    static final int MAX_DEPTH = 16;
    static final int MAX_NODES = 250_000;

    /** Ends the composition; {@link #root()} still returns the tree so far. */
    static final class AbortException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** A collection whose end has not been read yet. */
    private static final class Open {
        private final boolean mapping;
        private final Span start;
        private final List<Node> items = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private @Nullable Node key;

        private Open(boolean mapping, Span start) {
            this.mapping = mapping;
            this.start = start;
        }

        private void add(Node node, Problems problems) {
            if (!mapping) {
                items.add(node);
            } else if (key == null) {
                key = node;
                if (node instanceof Sequence || node instanceof Mapping) {
                    problems.add(node.span().start(), "", "a key must be a single word, not " + node.kind());
                }
            } else {
                if (key instanceof Scalar name) {
                    entries.add(new Entry(name, node));
                }
                key = null;
            }
        }

        private Node close(Span end) {
            var span = new Span(start.document(), start.line(), start.column(), end.endLine(), end.endColumn());
            if (key instanceof Scalar name) {
                // The document ended early here. What follows may have been this key's value.
                entries.add(new Entry(name, new Unreadable(name.span().upTo(end))));
            }
            return mapping ? new Mapping(span, entries) : new Sequence(span, items);
        }
    }

    private final Document document;
    private final Problems problems;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Node root;
    private int nodes;
    private boolean ended;

    Composer(Document document, Problems problems) {
        this.document = document;
        this.problems = problems;
    }

    void take(Event event) throws AbortException {
        switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart, MappingStart -> start((CollectionStartEvent) event);
            case SequenceEnd, MappingEnd -> add(open.pop().close(span(event)));
            case Alias -> {
                refuse(event, "YAML aliases are not supported");
                add(new Unreadable(span(event)));
            }
            case DocumentStart -> {
                if (ended) {
                    problems.add(span(event), "", "a config is one YAML document, and here a second one starts");
                    throw new AbortException();
                }
            }
            case DocumentEnd -> ended = true;
            case StreamStart, StreamEnd, Comment -> {}
        }
    }

    /** The tree, as far as it was read; empty for an empty document. */
    Optional<Node> root() {
        while (!open.isEmpty()) {
            Node broken = open.pop().close(document.complete());
            if (open.isEmpty()) {
                root = broken;
            } else {
                open.peek().add(broken, problems);
            }
        }
        return Optional.ofNullable(root);
    }

    private void scalar(ScalarEvent event) throws AbortException {
        if (event.getTag().isPresent()) {
            refuse(event, "YAML tags are not supported");
        }
        add(new Scalar(span(event), event.getValue(), event.isPlain()));
    }

    private void start(CollectionStartEvent event) throws AbortException {
        if (event.getTag().isPresent()) {
            refuse(event, "YAML tags are not supported");
        }
        if (open.size() == MAX_DEPTH) {
            problems.add(span(event), "", "nested more than " + MAX_DEPTH + " levels deep");
            throw new AbortException();
        }
        open.push(new Open(event.getEventId() == Event.ID.MappingStart, span(event)));
    }

    private void add(Node node) throws AbortException {
        nodes++;
        if (nodes > MAX_NODES) {
            problems.add(node.span(), "", "more than " + MAX_NODES + " values in one config");
            throw new AbortException();
        }
        if (open.isEmpty()) {
            root = node;
        } else {
            open.peek().add(node, problems);
        }
    }

    private void refuse(Event event, String message) {
        problems.add(span(event).start(), "", message, Optional.empty(), Optional.of("write the value itself"));
    }

    private Span span(Event event) {
        Mark start = event.getStartMark().orElseThrow();
        Mark end = event.getEndMark().orElse(start);
        return new Span(document, start.getLine(), start.getColumn(), end.getLine(), end.getColumn());
    }
}
