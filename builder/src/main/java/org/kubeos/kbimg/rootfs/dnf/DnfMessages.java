package org.kubeos.kbimg.rootfs.dnf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.rootfs.packages.PackageMessages;

/** Interprets the output of dnf and rpm. */
final class DnfMessages {

    private static final Pattern UNKNOWN = Pattern.compile("No match for argument: (\\S+)");
    /** Our plugin's words. */
    private static final Pattern UNNEEDED = Pattern.compile("Error: Unneeded packages: (.*)");

    private static final Pattern ABSENT = Pattern.compile("Error: Unable to find a match: (.*)");

    private static final Pattern NOISE = Pattern.compile(
            // Advice about options of dnf's, which are not the user's to set.
            "\\(try to (add|replace).*|\\[FAILED].*|The downloaded packages were saved.*|You can remove cached"
                    + " packages.*"
                    // Progress of downloads.
                    + "|\\S.*\\| +[0-9.]+ ?[kMG]? *B +\\d\\d:\\d\\d.*|\\s*");
    private static final Pattern FIRST_ERROR =
            Pattern.compile("(Error\\b|Errors during|GPG\\b|Import of key|Public key for ).*");

    /** Begins the reason why a file could not be fetched, once for every attempt. */
    private static final String DOWNLOAD = "[MIRROR] ";

    /** curl's CURLE_PEER_FAILED_VERIFICATION. */
    private static final String UNTRUSTED = "Curl error (60)";

    private static final int SHOWN_LINES = 15;

    private DnfMessages() {}

    /** dnf's lines about the failure, or, if there seem to be none, its last lines. */
    static String errors(List<String> lines) {
        List<String> telling = lines.stream()
                .filter(line -> !NOISE.matcher(line).matches())
                .distinct()
                .toList();
        var errors = new ArrayList<>(
                telling.stream().filter(line -> line.startsWith(DOWNLOAD)).toList());
        telling.stream()
                .dropWhile(line -> !FIRST_ERROR.matcher(line).matches())
                .filter(line -> !errors.contains(line))
                .forEach(errors::add);
        return String.join(
                "\n",
                errors.isEmpty()
                        ? telling.subList(Math.max(0, telling.size() - SHOWN_LINES), telling.size())
                        : errors.subList(0, Math.min(SHOWN_LINES, errors.size())));
    }

    /** Why repositories could not be read, and what to do where dnf does not say. */
    static String explainUnreadable(List<String> lines) {
        String errors = errors(lines);
        String advice = "";
        if (errors.contains("Bad GPG signature")) {
            advice = "\nThe key is not the one that the repository is signed with, or has expired.";
        } else if (errors.contains("GPG signature is not available")) {
            advice = "\nThe repository's metadata is not signed. To check only the signatures of its packages, set"
                    + " 'insecure: metadata' beside the repository; if the config names a .repo file, add the option:"
                    + " --set source.insecure=metadata";
        } else if (errors.contains(UNTRUSTED)) {
            advice = PackageMessages.UNTRUSTED_SERVER;
        }
        return "Can't read the package repositories:\n" + errors + advice;
    }

    /** Why packages could not be chosen, downloaded or installed. */
    static String explain(List<String> lines) {
        return "Can't install the packages. dnf says:\n" + errors(lines);
    }

    /** Why packages that are chosen already could not be installed. */
    static String explainInstallation(List<String> lines) {
        return find(UNNEEDED, lines)
                .map(ids -> "The lock file has packages that nothing asks for: " + ids.replace(" ", ", ")
                        + ". Choose packages anew with: kbimg lock --update")
                .or(() -> find(ABSENT, lines)
                        .map(ids -> "The archive is another package than the lock file says: " + ids.replace(" ", ", ")
                                + ". Choose packages anew with: kbimg lock --update"))
                .orElseGet(() -> explain(lines));
    }

    private static Optional<String> find(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /** Why archives could not be downloaded by their URLs. */
    static String explainDownload(List<String> lines) {
        String errors = PackageOrigin.withoutUsers(errors(lines));
        return "Can't download the locked packages:\n" + errors
                + (errors.contains(UNTRUSTED)
                        ? PackageMessages.UNTRUSTED_SERVER
                        : "\nIf the server no longer has these files, choose packages anew with: kbimg lock --update");
    }

    /** The packages that no repository has. */
    static List<String> unknownPackages(List<String> lines) {
        return lines.stream()
                .map(UNKNOWN::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .distinct()
                .toList();
    }
}
