package org.kubeos.process;

import java.util.regex.Pattern;

/**
 * The name of the application that uses these libraries: in messages, in hidden files, and in what is sent to servers.
 *
 * @param value lowercase letters, digits and hyphens, such as {@code os-agent}
 */
public record ApplicationName(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]*");

    public ApplicationName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a name of an application: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
