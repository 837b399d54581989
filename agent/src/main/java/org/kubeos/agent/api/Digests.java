package org.kubeos.agent.api;

import java.util.Locale;
import java.util.Optional;

/** SHA-256 digests as callers write them. */
final class Digests {

    private static final String ALGORITHM = "sha256:";
    private static final int DIGITS = 64;

    private Digests() {}

    /**
     * A digest with the name of its algorithm.
     *
     * @param text with that or without, as sha256sum prints it
     * @param name the parameter
     */
    static Optional<String> optional(Optional<String> text, String name) throws RpcException {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String lower = text.orElseThrow().toLowerCase(Locale.ROOT);
        String digits = lower.startsWith(ALGORITHM) ? lower.substring(ALGORITHM.length()) : lower;
        if (digits.length() != DIGITS || !isHexadecimal(digits)) {
            throw Params.bad(
                    "Invalid params: expected a SHA-256 digest as " + name + ", " + DIGITS + " hexadecimal digits.");
        }
        return Optional.of(ALGORITHM + digits);
    }

    private static boolean isHexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }
}
