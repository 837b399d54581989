package org.kubeos.kbimg.rootfs.apt;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * Packages that keep their versions while others get new ones. Apt is told with preferences, which mean nothing where the
 * repositories no longer have a version.
 *
 * @see <a href="https://manpages.debian.org/bookworm/apt/apt_preferences.5.en.html">apt_preferences(5)</a>
 */
final class HeldPackages {

    /** A package, and one that it needs or can't stand: apt's words about dependencies that are not met. */
    private static final Pattern UNMET = Pattern.compile(
            "^ (?:(?<name>\\S+) :)?\\s+(?:(?:Depends|PreDepends|Breaks|Conflicts|Recommends): )?(?<other>\\S+) .*");

    private HeldPackages() {}

    /** The text of a file of preferences. */
    static String pins(List<PackageDescription> held) {
        return held.stream()
                .map(described -> "Package: " + described.name() + architecture(described) + "\nPin: version "
                        + described.version() + "\nPin-Priority: 1001\n")
                .collect(Collectors.joining("\n"));
    }

    /** A name alone stands for the packages of the image's architecture, to which those of none belong. */
    private static String architecture(PackageDescription described) {
        return described.architecture().equals("all") ? "" : ":" + described.architecture();
    }

    /** Those that apt does not name among the reasons why packages can't be installed together. */
    static List<PackageDescription> without(List<PackageDescription> held, List<String> reasons) {
        Set<String> named = new HashSet<>();
        for (String line : reasons) {
            Matcher matcher = UNMET.matcher(line);
            if (matcher.matches()) {
                named.add(name(String.valueOf(matcher.group("name"))));
                named.add(name(matcher.group("other")));
            }
        }
        return held.stream()
                .filter(described -> !named.contains(described.name()))
                .toList();
    }

    private static String name(String word) {
        return word.replaceFirst(":.*", "");
    }
}
