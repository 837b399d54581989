package org.kubeos.kbimg.config.node;

import java.util.Optional;

/**
 * The owner of a file, by names or numeric IDs of the image's accounts.
 *
 * @param group empty: the user's primary group
 */
public record Owner(String user, Optional<String> group) {

    public static final Owner ROOT = new Owner("root", Optional.of("root"));

    /** @param text {@code user} or {@code user:group} */
    static Owner parse(String text) {
        String[] parts = text.split(":");
        return new Owner(parts[0], parts.length > 1 ? Optional.of(parts[1]) : Optional.empty());
    }
}
