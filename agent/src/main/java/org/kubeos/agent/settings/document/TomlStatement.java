package org.kubeos.agent.settings.document;

import java.util.List;
import java.util.Optional;

/** What a TOML text consists of, with positions as indexes into the text. */
sealed interface TomlStatement {

    /** Of the first character. */
    int start();

    /** After the last character, without a comment that follows. */
    int end();

    /** The header of a table; {@code array} if it starts a further element of an array of tables. */
    record Header(int start, int end, List<String> path, boolean array) implements TomlStatement {}

    /**
     * A key with its value.
     *
     * @param section the table that it is in; empty for the root
     * @param key the parts of a dotted key
     */
    record Entry(int start, Optional<Header> section, List<String> key, Value value) implements TomlStatement {

        @Override
        public int end() {
            return value.end();
        }
    }

    /**
     * A value.
     *
     * @param entries those of an inline table
     */
    record Value(int start, int end, Optional<List<InlineEntry>> entries) {}

    /** A key with its value in an inline table. */
    record InlineEntry(int start, List<String> key, Value value) {}
}
