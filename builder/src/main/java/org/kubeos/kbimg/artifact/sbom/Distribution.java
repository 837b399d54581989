package org.kubeos.kbimg.artifact.sbom;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.nodelayout.OsRelease;

/**
 * The distribution that packages are from. A root file system says so even after it has become one of KubeOS.
 *
 * @param id in lower case, as in os-release; empty if unknown
 * @param version such as {@code 12} or {@code 24.03}; empty if unknown
 */
record Distribution(String id, Optional<String> version) {

    /** Files of one line that customization leaves alone, the most telling ones first. */
    private static final List<String> RELEASES =
            List.of("etc/openEuler-release", "etc/fedora-release", "etc/centos-release", "etc/system-release");

    private static final String DEBIAN_VERSION = "etc/debian_version";

    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)*");

    /** Reads it from a root file system. */
    static Distribution of(FileTree tree) {
        OsRelease release = OsRelease.PATHS.stream()
                .flatMap(path -> tree.findText(path).stream())
                .findFirst()
                .map(OsRelease::parse)
                .orElseGet(() -> OsRelease.parse(""));
        String id = release.get(OsRelease.ID).orElse("");
        if (!id.equals(OsRelease.KUBEOS_ID)) {
            return new Distribution(id.toLowerCase(Locale.ROOT), release.get(OsRelease.VERSION_ID));
        }
        String ancestor =
                release.get(OsRelease.ID_LIKE).orElse("").split(" ")[0].toLowerCase(Locale.ROOT);
        return new Distribution(ancestor, version(tree));
    }

    private static Optional<String> version(FileTree tree) {
        return Stream.concat(
                        RELEASES.stream()
                                .flatMap(path -> tree.findText(path).stream())
                                .flatMap(text -> NUMBER.matcher(text)
                                        .results()
                                        .map(MatchResult::group)
                                        .limit(1)),
                        tree.findText(DEBIAN_VERSION).map(Distribution::majorVersion).stream())
                .findFirst();
    }

    /** Of a release, the number before the point: {@code 12.15}. Before the release, there is a name: {@code forky/sid}. */
    private static String majorVersion(String text) {
        return text.strip().split("[./]")[0];
    }

    /** As package URLs have it; empty if unknown. */
    Optional<String> name() {
        return version.filter(_ -> !id.isEmpty()).map(number -> id + "-" + number);
    }
}
