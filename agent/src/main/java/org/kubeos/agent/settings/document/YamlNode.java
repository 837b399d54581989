package org.kubeos.agent.settings.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/** A value in a YAML text with its position, as indexes into the text. */
sealed interface YamlNode {

    int start();

    /** After the last character of the value. What follows up to the next value, such as a comment, is not part of it. */
    int end();

    /** A single value. An empty one lies where it would be. */
    record Scalar(int start, int end, String text, ScalarStyle style, JsonNode value) implements YamlNode {

        boolean isNull() {
            return value.isNull();
        }

        /** Whether it is one of those with {@code |} or {@code >}, which end with their last line. */
        boolean isBlock() {
            return style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED;
        }
    }

    /** A key with its value. */
    record Entry(Scalar key, YamlNode value) {}

    /** Keys and values in the order of the text. */
    final class Mapping implements YamlNode {
        private final int start;
        private final boolean flow;
        private final List<Entry> entries = new ArrayList<>();
        private int flowEnd;

        Mapping(int start, boolean flow) {
            this.start = start;
            this.flow = flow;
        }

        void add(Entry entry) {
            entries.add(entry);
        }

        void endFlow(int end) {
            flowEnd = end;
        }

        boolean isFlow() {
            return flow;
        }

        List<Entry> entries() {
            return entries;
        }

        Optional<Entry> entry(String key) {
            return entries.stream()
                    .filter(entry -> entry.key().text().equals(key))
                    .findFirst();
        }

        @Override
        public int start() {
            return start;
        }

        @Override
        public int end() {
            return flow ? flowEnd : entries.getLast().value().end();
        }
    }

    /** A list. */
    final class Sequence implements YamlNode {
        private final int start;
        private final boolean flow;
        private final List<YamlNode> items = new ArrayList<>();
        private int flowEnd;

        Sequence(int start, boolean flow) {
            this.start = start;
            this.flow = flow;
        }

        void add(YamlNode item) {
            items.add(item);
        }

        void endFlow(int end) {
            flowEnd = end;
        }

        boolean isFlow() {
            return flow;
        }

        List<YamlNode> items() {
            return items;
        }

        @Override
        public int start() {
            return start;
        }

        @Override
        public int end() {
            return flow ? flowEnd : items.getLast().end();
        }
    }
}
