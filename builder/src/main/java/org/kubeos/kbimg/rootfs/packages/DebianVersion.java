package org.kubeos.kbimg.rootfs.packages;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The order of dpkg's versions, {@code [EPOCH:]UPSTREAM[-REVISION]}.
 *
 * @see <a href="https://www.debian.org/doc/debian-policy/ch-controlfields.html#version">Debian Policy, "Version"</a>
 */
public final class DebianVersion {

    private static final Pattern LEADING_ZEROS = Pattern.compile("^0+");

    /** The older first. No epoch is epoch 0; no revision is older than any but 0. */
    public static final Comparator<String> ORDER = Comparator.comparing(
                    DebianVersion::epoch, DebianVersion::compareNumbers)
            .thenComparing(DebianVersion::upstream, DebianVersion::compareParts)
            .thenComparing(DebianVersion::revision, DebianVersion::compareParts);

    private DebianVersion() {}

    private static String epoch(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? "" : text.substring(0, colon);
    }

    private static String withoutEpoch(String text) {
        return text.substring(text.indexOf(':') + 1);
    }

    private static String upstream(String text) {
        String rest = withoutEpoch(text);
        int hyphen = rest.lastIndexOf('-');
        return hyphen < 0 ? rest : rest.substring(0, hyphen);
    }

    private static String revision(String text) {
        String rest = withoutEpoch(text);
        return rest.substring(rest.lastIndexOf('-') < 0 ? rest.length() : rest.lastIndexOf('-') + 1);
    }

    /** Numbers of any length, in digits; none at all is 0. */
    static int compareNumbers(String one, String other) {
        String a = LEADING_ZEROS.matcher(one).replaceFirst("");
        String b = LEADING_ZEROS.matcher(other).replaceFirst("");
        return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
    }

    /** Compares runs of anything but digits and runs of digits in turn. */
    private static int compareParts(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() || j < other.length()) {
            while (isNoDigit(one, i) || isNoDigit(other, j)) {
                int order = Integer.compare(weight(one, i), weight(other, j));
                if (order != 0) {
                    return order;
                }
                i++;
                j++;
            }
            int endOfOne = endOfDigits(one, i);
            int endOfOther = endOfDigits(other, j);
            int order = compareNumbers(part(one, i, endOfOne), part(other, j, endOfOther));
            if (order != 0) {
                return order;
            }
            i = endOfOne;
            j = endOfOther;
        }
        return 0;
    }

    private static String part(String text, int from, int to) {
        return from >= text.length() ? "" : text.substring(from, to);
    }

    private static boolean isNoDigit(String text, int i) {
        return i < text.length() && !isDigit(text.charAt(i));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int endOfDigits(String text, int from) {
        int end = Math.min(from, text.length());
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** A tilde comes before the end of a part, which a digit ends, too; letters come before all other signs. */
    private static int weight(String text, int i) {
        if (i >= text.length() || isDigit(text.charAt(i))) {
            return 0;
        }
        char c = text.charAt(i);
        if (c == '~') {
            return -1;
        }
        boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
        return letter ? c : c + 256;
    }
}
