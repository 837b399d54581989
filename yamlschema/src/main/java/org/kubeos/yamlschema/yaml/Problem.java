package org.kubeos.yamlschema.yaml;

import java.util.Optional;

/**
 * A problem of a config, worded for users and without secrets.
 *
 * @param file the config file, or the option that the value came with
 * @param line counted from 1
 * @param column counted from 1, in characters
 * @param key dotted path of the key, such as {@code disk.size}; empty if the problem belongs to none
 * @param message what is wrong
 * @param expected the expected value
 * @param advice what to try
 * @param snippet the offending line with a caret below
 */
public record Problem(
        String file,
        int line,
        int column,
        String key,
        String message,
        Optional<String> expected,
        Optional<String> advice,
        String snippet) {

    /** Several lines: the place and message, the snippet, then hints. */
    public String describe() {
        var text = new StringBuilder(brief()).append('\n').append(snippet);
        expected.ifPresent(hint -> text.append("\n  expected: ").append(hint));
        advice.ifPresent(hint -> text.append("\n  ").append(hint));
        return text.toString();
    }

    /** One line: the place and message. */
    public String brief() {
        boolean option = file.startsWith("-");
        String place = option ? file : file + ":" + line + ":" + column;
        // Options of one letter have the names of the keys that they set.
        return place + ": " + (key.isEmpty() || file.equals("-" + key) ? "" : key + ": ") + message;
    }
}
