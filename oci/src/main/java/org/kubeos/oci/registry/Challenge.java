package org.kubeos.oci.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An authentication challenge of a {@code WWW-Authenticate} header. Source: RFC 9110, 11.3 and 11.6.1.
 *
 * @param scheme in lower case
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

    /** Maximum length of a header, in characters; longer ones are ignored. */
    private static final int MAX_LENGTH = 4096;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** A parameter; a quoted value may contain commas and escaped quotes. */
    private static final Pattern PARAMETER = Pattern.compile("\\s*(?<name>" + TOKEN
            + ")\\s*=\\s*(?:\"(?<quoted>(?:[^\"\\\\]++|\\\\.)*+)\"|(?<plain>" + TOKEN + "))\\s*(?=,|$)");

    private static final Pattern SCHEME = Pattern.compile("\\s*(?<name>" + TOKEN + ")(?=\\s|,|$)");

    /** Takes the place of the parameters in schemes such as Negotiate. */
    private static final Pattern TOKEN68 = Pattern.compile("[A-Za-z0-9._~+/-]+=*\\s*(?=,|$)");

    private static final Pattern COMMAS = Pattern.compile("[\\s,]*");

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The challenges of all {@code headers}, in order. The rest of a malformed header is ignored. */
    static List<Challenge> parse(List<String> headers) {
        var challenges = new ArrayList<Challenge>();
        for (String header : headers) {
            parse(header, challenges);
        }
        return challenges;
    }

    private static void parse(String header, List<Challenge> challenges) {
        // Matching a quoted value takes stack for each escaped character.
        if (header.length() > MAX_LENGTH) {
            return;
        }
        var rest = new Rest(header);
        rest.take(COMMAS);
        for (var scheme = rest.take(SCHEME); scheme.isPresent(); scheme = rest.take(SCHEME)) {
            var parameters = new TreeMap<String, String>();
            rest.take(COMMAS);
            for (var found = rest.take(PARAMETER); found.isPresent(); found = rest.take(PARAMETER)) {
                parameters.putIfAbsent(lower(found.get().group("name")), value(found.get()));
                rest.take(COMMAS);
            }
            if (parameters.isEmpty()) {
                rest.take(TOKEN68);
                rest.take(COMMAS);
            }
            challenges.add(new Challenge(lower(scheme.get().group("name")), parameters));
        }
    }

    private static String value(MatchResult parameter) {
        String quoted = parameter.group("quoted");
        return quoted == null ? parameter.group("plain") : quoted.replaceAll("\\\\(.)", "$1");
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The unread rest of a header. */
    private static final class Rest {
        private final String header;
        private int position;

        Rest(String header) {
            this.header = header;
        }

        Optional<MatchResult> take(Pattern pattern) {
            Matcher matcher = pattern.matcher(header).region(position, header.length());
            if (!matcher.lookingAt()) {
                return Optional.empty();
            }
            position = matcher.end();
            return Optional.of(matcher.toMatchResult());
        }
    }
}
