package org.kubeos.yamlschema;

import java.util.Optional;
import java.util.regex.Pattern;

/** Java's regular expressions as those of ECMA-262 with the flag "u", which JSON Schema has. */
final class EcmaPattern {

    private static final String MEMBERS = "((?:\\\\.|[^\\[\\]\\\\])*?)";
    private static final Pattern SUBTRACTION = Pattern.compile("\\[" + MEMBERS + "&&\\[\\^" + MEMBERS + "]]");

    // Inline flags, possessive quantifiers, intersections that are left, anchors and classes of Java's own.
    private static final Pattern UNKNOWN =
            Pattern.compile("\\(\\?[a-z]|\\(\\?>|[*+?}]\\+|&&|\\\\[AZzQERhHG]|\\\\p\\{(?!L|N|P|S|Z|C)");

    private EcmaPattern() {}

    /** An expression that finds what {@code pattern} matches as a whole; empty if that is any text, or can't be said. */
    static Optional<String> of(Pattern pattern) {
        String text = SUBTRACTION
                .matcher(pattern.pattern().replace("\\p{Cntrl}", "\\x00-\\x1f\\x7f"))
                .replaceAll("(?:(?![$2])[$1])");
        return UNKNOWN.matcher(text).find() ? Optional.empty() : Optional.of("^(?:" + text + ")$");
    }
}
