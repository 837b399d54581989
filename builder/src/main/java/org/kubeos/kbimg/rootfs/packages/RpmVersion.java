package org.kubeos.kbimg.rootfs.packages;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of rpm's versions.
 *
 * @see <a href="https://rpm-software-management.github.io/rpm/manual/dependencies.html">Dependencies: versioning</a>
 */
public final class RpmVersion {

    /** A run of digits, of letters, or one of the two signs that sort by themselves. */
    private static final Pattern SEGMENT = Pattern.compile("[0-9]+|[A-Za-z]+|~|\\^");

    private static final Pattern EPOCH = Pattern.compile("[0-9]+(?=:)");

    /** Versions without epoch and release, or releases; the older first. */
    public static final Comparator<String> PART_ORDER = RpmVersion::compareParts;

    /** Whole versions, {@code [EPOCH:]VERSION[-RELEASE]}; the older first. No epoch is epoch 0. */
    public static final Comparator<String> ORDER = Comparator.comparing(RpmVersion::epoch, PART_ORDER)
            .thenComparing(RpmVersion::version, PART_ORDER)
            .thenComparing(RpmVersion::release, PART_ORDER);

    private RpmVersion() {}

    private static String epoch(String text) {
        Matcher epoch = EPOCH.matcher(text);
        return epoch.lookingAt() ? epoch.group() : "0";
    }

    private static String withoutEpoch(String text) {
        Matcher epoch = EPOCH.matcher(text);
        return epoch.lookingAt() ? text.substring(epoch.end() + 1) : text;
    }

    private static String version(String text) {
        String rest = withoutEpoch(text);
        int hyphen = rest.lastIndexOf('-');
        return hyphen < 0 ? rest : rest.substring(0, hyphen);
    }

    private static String release(String text) {
        return withoutEpoch(text).substring(version(text).length());
    }

    private static int compareParts(String one, String other) {
        Matcher left = SEGMENT.matcher(one);
        Matcher right = SEGMENT.matcher(other);
        while (true) {
            String a = left.find() ? left.group() : "";
            String b = right.find() ? right.group() : "";
            if (a.isEmpty() && b.isEmpty()) {
                return 0;
            }
            int order = compareSegments(a, b);
            if (order != 0) {
                return order;
            }
        }
    }

    /** @param a a segment; empty at the end */
    private static int compareSegments(String a, String b) {
        if (a.equals(b)) {
            return 0;
        }
        int rank = Integer.compare(rank(a), rank(b));
        if (rank != 0) {
            return rank;
        }
        return Character.isDigit(a.charAt(0)) ? DebianVersion.compareNumbers(a, b) : a.compareTo(b);
    }

    /** A tilde is older than the end of a version, a caret newer; letters are older than digits. */
    private static int rank(String segment) {
        if (segment.isEmpty()) {
            return 1;
        }
        return switch (segment.charAt(0)) {
            case '~' -> 0;
            case '^' -> 2;
            default -> Character.isDigit(segment.charAt(0)) ? 4 : 3;
        };
    }
}
