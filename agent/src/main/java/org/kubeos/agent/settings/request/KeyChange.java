package org.kubeos.agent.settings.request;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What becomes of one key.
 *
 * @param key as the model reads it
 * @param value {@code null} in JSON and the empty text stand for no value
 */
public record KeyChange(String key, JsonNode value, Operation operation) {

    /** Whether there is a value, which is neither {@code null} nor the empty text. */
    public boolean hasValue() {
        return !value.isNull() && !(value.isTextual() && value.textValue().isEmpty());
    }

    /** The value as one word, such as a number in a file that knows only text. */
    public String text() {
        return value.isNull() ? "" : value.asText();
    }
}
