package org.kubeos.kbimg.cli.view;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what may be secret in the URLs of a text: users, whose names may be tokens, passwords, and parameters. Such URLs come
 * from package managers, registries, and proxies, in words that are theirs.
 */
final class UrlSecrets {

    private static final String MASK = "********";

    // A password may hold an @ that nobody has encoded; the last one before the path ends it, as for curl.
    private static final Pattern USER = Pattern.compile("(?<=://)[^/\\s\"'<>]*@");

    // Bounded, so that no line of a hostile program takes long.
    private static final Pattern QUERY =
            Pattern.compile("(?<=://)(?<start>[^\\s?\"'<>]{1,2048}+\\?)(?<query>[^\\s\"'<>]+)");

    private static final Pattern PARAMETER = Pattern.compile("(?<name>[^=&;#]+)=(?<value>[^&;#]*)");

    /** Parameters by which mirror lists choose, and registries name what is asked for. */
    private static final Set<String> PUBLIC = Set.of(
            "account",
            "arch",
            "basearch",
            "cc",
            "country",
            "digest",
            "from",
            "ip",
            "last",
            "mount",
            "n",
            "path",
            "protocol",
            "release",
            "releasever",
            "repo",
            "scope",
            "service",
            "version");

    private UrlSecrets() {}

    static String mask(String text) {
        if (!text.contains("://")) {
            return text;
        }
        String withoutUsers = USER.matcher(text).replaceAll(MASK + "@");
        return QUERY.matcher(withoutUsers)
                .replaceAll(url -> Matcher.quoteReplacement(url.group("start") + maskQuery(url.group("query"))));
    }

    private static String maskQuery(String query) {
        if (query.indexOf('=') < 0) {
            return MASK;
        }
        return PARAMETER
                .matcher(query)
                .replaceAll(parameter -> Matcher.quoteReplacement(
                        PUBLIC.contains(parameter.group("name").toLowerCase(Locale.ROOT))
                                ? parameter.group()
                                : parameter.group("name") + "=" + MASK));
    }
}
