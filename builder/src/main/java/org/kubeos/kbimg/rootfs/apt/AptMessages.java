package org.kubeos.kbimg.rootfs.apt;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes sense of what apt, dpkg and mmdebstrap print. */
final class AptMessages {

    private static final Pattern UNKNOWN =
            Pattern.compile("E: (?:Unable to locate package (\\S+)|Package '([^']+)' has no installation candidate)");
    private static final int SHOWN_LINES = 15;

    private AptMessages() {}

    /** Apt's error lines, or if there are none, the last lines of all. */
    static String errors(List<String> lines) {
        List<String> errors =
                lines.stream().filter(line -> line.matches("(E|W|Err):.*")).toList();
        return String.join("\n", errors.isEmpty() ? last(lines) : errors);
    }

    /** Why packages could not be chosen or installed. */
    static String explain(List<String> lines) {
        List<String> unknown = lines.stream()
                .map(AptMessages::unknownPackage)
                .flatMap(Optional::stream)
                .toList();
        if (!unknown.isEmpty()) {
            return "packages: the repositories have no " + String.join(", ", unknown)
                    + ". Check the spelling, or add the repository that holds it to source.repository.";
        }
        return "The packages can't be installed. The package manager's last words:\n" + String.join("\n", last(lines));
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
