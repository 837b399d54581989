package org.kubeos.kbimg.artifact.sbom;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.kubeos.kbimg.host.BundledResource;

/**
 * Names of licenses that mean one license of SPDX's list and no other, and the expressions that are made of them. Names such as
 * {@code BSD}, {@code GPL}, or {@code Artistic} mean several, and are not among them.
 */
final class LicenseNames {

    private static final String RESOURCE = "license-names.tsv";

    private static final Pattern TOKEN = Pattern.compile("[()]|,\\s*and\\b|[^\\s(),]+|,", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> identifiers;

    private LicenseNames(Map<String, String> identifiers) {
        this.identifiers = identifiers;
    }

    /** Names of Debian's machine-readable copyright files. */
    static LicenseNames debian() {
        return Holder.DEBIAN;
    }

    /** Names in license tags of RPM packages, the former ones of Fedora among them. */
    static LicenseNames rpm() {
        return Holder.RPM;
    }

    /** Reads the table when the first name is asked for. */
    private static final class Holder {

        private static final List<String[]> LINES = BundledResource.text(LicenseNames.class, RESOURCE)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .toList();

        private static final LicenseNames DEBIAN = new LicenseNames(table("deb"));
        private static final LicenseNames RPM = new LicenseNames(table("rpm"));

        private static Map<String, String> table(String family) {
            var identifiers = new HashMap<String, String>();
            for (String[] line : LINES) {
                if (line[0].equals("all") || line[0].equals(family)) {
                    identifiers.put(line[1].toLowerCase(Locale.ROOT), line[2]);
                }
            }
            return identifiers;
        }
    }

    /** A name or an expression in SPDX's terms; empty if it has a name that isn't certain. */
    Optional<String> expression(String text) {
        String single = identifiers.get(text.toLowerCase(Locale.ROOT));
        return single != null ? Optional.of(single) : new Parser(text).parse();
    }

    /** An expression in SPDX's terms, and whether it must be put in parentheses before AND is added to it. */
    private record Expression(String text, boolean hasAlternatives) {

        String grouped() {
            return hasAlternatives ? "(" + text + ")" : text;
        }
    }

    /** Reads {@code a and (b or c)}: and binds before or; a comma before {@code and} separates all that is left of it. */
    private final class Parser {

        private final Deque<String> tokens = new ArrayDeque<>();

        Parser(String text) {
            TOKEN.matcher(text).results().map(MatchResult::group).forEach(tokens::add);
        }

        Optional<String> parse() {
            Optional<Expression> result = conjunctionOfAlternatives();
            return tokens.isEmpty() ? result.map(Expression::text) : Optional.empty();
        }

        private Optional<Expression> conjunctionOfAlternatives() {
            Optional<Expression> left = alternatives();
            while (left.isPresent() && nextIsCommaAnd()) {
                tokens.remove();
                left = and(left.get(), alternatives());
            }
            return left;
        }

        private Optional<Expression> alternatives() {
            Optional<Expression> left = terms();
            while (left.isPresent() && nextIs("or")) {
                tokens.remove();
                String first = left.get().text();
                left = terms().map(second -> new Expression(first + " OR " + second.text(), true));
            }
            return left;
        }

        private Optional<Expression> terms() {
            Optional<Expression> left = term();
            while (left.isPresent() && nextIs("and")) {
                tokens.remove();
                left = and(left.get(), term());
            }
            return left;
        }

        private static Optional<Expression> and(Expression left, Optional<Expression> right) {
            return right.map(second -> new Expression(left.grouped() + " AND " + second.grouped(), false));
        }

        private Optional<Expression> term() {
            if (nextIs("(")) {
                tokens.remove();
                Optional<Expression> inner = conjunctionOfAlternatives();
                return ")".equals(tokens.poll()) ? inner : Optional.empty();
            }
            var name = new StringBuilder();
            while (!tokens.isEmpty() && !isOperator(tokens.getFirst())) {
                name.append(name.isEmpty() ? "" : " ").append(tokens.remove());
            }
            return Optional.ofNullable(identifiers.get(name.toString().toLowerCase(Locale.ROOT)))
                    .map(identifier -> new Expression(identifier, false));
        }

        private boolean nextIs(String word) {
            return word.equalsIgnoreCase(tokens.peek());
        }

        private boolean nextIsCommaAnd() {
            String next = tokens.peek();
            return next != null && next.startsWith(",") && next.length() > 1;
        }

        private static boolean isOperator(String token) {
            return token.equalsIgnoreCase("and")
                    || token.equalsIgnoreCase("or")
                    || token.equals("(")
                    || token.equals(")")
                    || token.startsWith(",");
        }
    }
}
