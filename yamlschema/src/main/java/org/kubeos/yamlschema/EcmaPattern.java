package org.kubeos.yamlschema;

import java.util.Optional;
import java.util.regex.Pattern;

/** Converts regular expressions of Java to those of ECMA-262 with the flag "u", which JSON Schema uses. */
final class EcmaPattern {

    private static final String MEMBERS = "((?:\\\\.|[^\\[\\]\\\\])*?)";
    private static final Pattern SUBTRACTION = Pattern.compile("\\[" + MEMBERS + "&&\\[\\^" + MEMBERS + "]]");

    // Inline flags, possessive quantifiers, remaining intersections, and anchors and classes that only Java has.
    private static final Pattern UNKNOWN =
            Pattern.compile("\\(\\?[a-z]|\\(\\?>|[*+?}]\\+|&&|\\\\[AZzQERhHG]|\\\\p\\{(?!L|N|P|S|Z|C)");

    private EcmaPattern() {}

    /** An anchored expression for {@code pattern}; empty if it uses a feature that ECMA-262 lacks. */
    static Optional<String> of(Pattern pattern) {
        String text = SUBTRACTION
                .matcher(pattern.pattern().replace("\\p{Cntrl}", "\\x00-\\x1f\\x7f"))
                .replaceAll("(?:(?![$2])[$1])");
        return UNKNOWN.matcher(text).find() ? Optional.empty() : Optional.of("^(?:" + text + ")$");
    }
}
