package org.kubeos.kbimg.rootfs;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.BuildException;

/** Versions of kernels, such as {@code 6.6.0-72.0.0.76.oe2403sp1.x86_64}, and the choice of the one to boot. */
final class KernelVersion {

    /** What kernel-install(8) copies for emergencies, under the machine's ID; dracut names it so. */
    private static final Pattern RESCUE = Pattern.compile("0-rescue(?:-.*)?");

    private static final Pattern DEBUG = Pattern.compile(".*[-+._]debug(?:[-+._].*)?");

    /** A run of digits, of letters, or one of the two signs that sort by themselves. */
    private static final Pattern SEGMENT = Pattern.compile("[0-9]+|[A-Za-z]+|~|\\^");

    /** The older first, by rpm's rules: versions, and if these are equal, releases, which follow the last hyphen. */
    static final Comparator<String> ORDER = Comparator.comparing(KernelVersion::version, KernelVersion::compare)
            .thenComparing(KernelVersion::release, KernelVersion::compare);

    private KernelVersion() {}

    /**
     * The newest kernel that isn't for rescue or, unless there are no others, for debugging.
     *
     * @throws BuildException if there is none
     */
    static String newest(List<String> versions) {
        List<String> normal = versions.stream()
                .filter(version -> !RESCUE.matcher(version).matches())
                .toList();
        return normal.stream()
                .filter(version -> !DEBUG.matcher(version).matches())
                .max(ORDER)
                .or(() -> normal.stream().max(ORDER))
                .orElseThrow(
                        () -> new BuildException("The root file system has no kernel: /boot has no vmlinuz-VERSION."
                                + " The profile's kernel package should have brought one; check the repositories."));
    }

    private static String version(String text) {
        int hyphen = text.lastIndexOf('-');
        return hyphen < 0 ? text : text.substring(0, hyphen);
    }

    private static String release(String text) {
        return text.substring(version(text).length());
    }

    private static int compare(String one, String other) {
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
        if (!Character.isDigit(a.charAt(0))) {
            return a.compareTo(b);
        }
        String x = a.replaceFirst("^0+", "");
        String y = b.replaceFirst("^0+", "");
        return x.length() == y.length() ? x.compareTo(y) : Integer.compare(x.length(), y.length());
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
