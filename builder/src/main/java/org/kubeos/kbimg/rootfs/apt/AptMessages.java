package org.kubeos.kbimg.rootfs.apt;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.rootfs.packages.PackageMessages;

/** Interprets the output of apt and dpkg. */
final class AptMessages {

    private static final Pattern UNKNOWN =
            Pattern.compile("E: (?:Unable to locate package (\\S+)|Package '([^']+)' has no installation candidate)");

    /** For a release file that apt could not even request, rather than one that it rejected. */
    private static final Pattern UNREACHABLE = Pattern.compile("E: Failed to fetch \\S+Release(?:\\.gpg)?  "
            + "((?:Could not (?:resolve|connect to)|Cannot initiate the connection to|Temporary failure resolving"
            + "|Unable to connect to|Connection (?:failed|timed out)|System error resolving|Something wicked happened)"
            + ".*)");

    private static final String UNMET = "The following packages have unmet dependencies:";
    private static final String SUMMARY = "E: Some index files failed to download.";
    private static final String UNTRUSTED = "Certificate verification failed";
    private static final int SHOWN_LINES = 15;

    private AptMessages() {}

    /** Apt's error lines, or if there are none, the last lines of all. */
    static String errors(List<String> lines) {
        List<String> errors =
                lines.stream().filter(line -> line.matches("(E|W|Err):.*")).toList();
        return String.join("\n", errors.isEmpty() ? last(lines) : errors);
    }

    /** Why repositories could not be read, and what to do where apt does not say. */
    static String explainUnreadable(List<String> lines) {
        String errors = errors(lines);
        return "Can't read the package repositories:\n" + errors
                + (errors.contains(UNTRUSTED) ? PackageMessages.UNTRUSTED_SERVER : "");
    }

    /** Whether repositories could not be reached, and nothing else is wrong. */
    static boolean isUnreachable(List<String> lines) {
        List<String> errors = lines.stream()
                .filter(line -> line.startsWith("E: ") && !line.startsWith(SUMMARY))
                .toList();
        return !errors.isEmpty()
                && errors.stream().allMatch(line -> UNREACHABLE.matcher(line).matches());
    }

    /** The first reason why a repository could not be reached, in apt's words. */
    static String whyUnreachable(List<String> lines) {
        return lines.stream()
                .map(UNREACHABLE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElseThrow();
    }

    /** The packages that no repository has. */
    static List<String> unknownPackages(List<String> lines) {
        return lines.stream()
                .map(AptMessages::unknownPackage)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The dependencies that are not met, if apt tells of some; or its last lines. */
    static List<String> reasons(List<String> lines) {
        int reasons = lines.indexOf(UNMET);
        return reasons < 0 ? last(lines) : lines.subList(reasons, lines.size());
    }

    /** Why packages could not be chosen or installed. */
    static String explain(List<String> lines) {
        if (lines.contains(UNMET)) {
            return "The packages can't be installed together. Remove one of those that conflict, or add the repository of"
                    + " one that is missing. apt says:\n" + String.join("\n", reasons(lines));
        }
        return "Can't install the packages. The package manager's last lines:\n" + String.join("\n", last(lines));
    }

    private static Optional<String> unknownPackage(String line) {
        Matcher matcher = UNKNOWN.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(matcher.group(1)).or(() -> Optional.ofNullable(matcher.group(2)));
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    }
}
