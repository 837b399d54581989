package org.kubeos.agent.settings.document;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a line of {@code limits.conf} says about its domain. An underscore in place of a part leaves it as it is.
 *
 * @param type {@code soft}, {@code hard}, or {@code -} for both
 * @param item such as {@code nofile}
 * @param value a number, or {@code unlimited}
 * @see <a href="https://man7.org/linux/man-pages/man5/limits.conf.5.html">limits.conf(5)</a>
 */
public record Limit(Optional<String> type, Optional<String> item, Optional<String> value) {

    private static final String KEEP = "_";
    private static final Set<String> TYPES = Set.of("soft", "hard", "-");
    private static final Set<String> ITEMS = Set.of(
            "core",
            "data",
            "fsize",
            "memlock",
            "nofile",
            "rss",
            "stack",
            "cpu",
            "nproc",
            "as",
            "maxlogins",
            "maxsyslogins",
            "nonewprivs",
            "priority",
            "locks",
            "sigpending",
            "msgqueue",
            "nice",
            "rtprio");
    private static final Pattern VALUE = Pattern.compile("-?[0-9]{1,20}|unlimited|infinity");

    /**
     * Reads {@code type.item.value}.
     *
     * @throws DocumentException if a part is none that limits.conf(5) knows
     */
    public static Limit parse(String text) throws DocumentException {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw new DocumentException("expected type.item.value, such as hard.nofile.65536, found \"" + text + "\"");
        }
        require(TYPES.contains(parts[0]) || parts[0].equals(KEEP), text, "the type must be soft, hard, or -");
        require(ITEMS.contains(parts[1]) || parts[1].equals(KEEP), text, "limits.conf has no such item");
        require(
                VALUE.matcher(parts[2]).matches() || parts[2].equals(KEEP),
                text,
                "the value must be a number, unlimited, or infinity");
        return new Limit(part(parts[0]), part(parts[1]), part(parts[2]));
    }

    private static void require(boolean valid, String text, String expected) throws DocumentException {
        if (!valid) {
            throw new DocumentException("\"" + text + "\": " + expected);
        }
    }

    private static Optional<String> part(String text) {
        return Optional.of(text).filter(part -> !part.equals(KEEP));
    }

    boolean isComplete() {
        return type.isPresent() && item.isPresent() && value.isPresent();
    }
}
