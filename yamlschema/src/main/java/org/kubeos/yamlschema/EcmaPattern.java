package org.kubeos.yamlschema;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts regular expressions of Java to those of ECMA-262, which JSON Schema uses: with the flag "u" and without it, as some
 * validators do without. The dialect of Python's validator, which has no Unicode properties, takes them as well.
 */
final class EcmaPattern {

    private static final String MEMBERS = "((?:\\\\.|[^\\[\\]\\\\])*?)";
    private static final Pattern SUBTRACTION = Pattern.compile("\\[" + MEMBERS + "&&\\[\\^" + MEMBERS + "]]");

    // Inline flags, possessive quantifiers, remaining intersections, unions, and anchors and classes that only Java
    // has.
    private static final Pattern UNKNOWN = Pattern.compile(
            "\\(\\?[a-z]|\\(\\?>|[*+?}]\\+|&&|(?<!\\\\)\\[(?:\\\\.|[^\\[\\]\\\\])*\\[|\\\\[AZzQERhHGpP]");

    private static final Pattern LETTERS_OR_DIGITS = Pattern.compile("\\[((?:\\\\p\\{[LN]})+)([^\\[\\]\\\\]*)]");

    private EcmaPattern() {}

    /** An anchored expression for {@code pattern}; empty if it uses a feature that ECMA-262 lacks. */
    static Optional<String> of(Pattern pattern) {
        String text = SUBTRACTION
                .matcher(pattern.pattern().replace("\\p{Cntrl}", "\\x00-\\x1f\\x7f"))
                .replaceAll("(?:(?![$2])[$1])");
        // Those beyond ASCII, and a few characters more.
        text = LETTERS_OR_DIGITS
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement("(?:["
                        + String.valueOf(found.group(1))
                                .replace("\\p{L}", "A-Za-z")
                                .replace("\\p{N}", "0-9") + found.group(2)
                        + "]|[^\\x00-\\x7f])"));
        return UNKNOWN.matcher(text).find() ? Optional.empty() : Optional.of("^(?:" + text + ")$");
    }
}
