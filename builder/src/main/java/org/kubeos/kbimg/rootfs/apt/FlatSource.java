package org.kubeos.kbimg.rootfs.apt;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Repositories whose lists kbimg writes, in place of a server's: all archives are below one directory, and apt takes their
 * digests from the list.
 */
final class FlatSource {

    /** What the list of the archives is called that are about to be installed. */
    static final String LIST = "_kbimg_._Packages";

    /** Where those archives would be if they weren't in apt's archive directory already. */
    private static final String BASE = "copy:/kbimg";

    private static final Pattern RELEASE_LINE = Pattern.compile("'[^']*/InRelease' (\\S+_)InRelease .*");

    private FlatSource() {}

    /** A repository with a list that needs no signature: kbimg has written it. */
    static AptSource of(String base) {
        return new AptSource(List.of(base), List.of("./"), List.of(), Map.of(AptOption.TRUSTED, List.of("yes")));
    }

    /** The repository of what is in apt's archive directory. */
    static AptSource ofArchives() {
        return of(BASE);
    }

    /** The list's name, by a line of {@code apt-get update --print-uris}; empty for lines that tell of something else. */
    static Optional<String> listName(String line) {
        Matcher matcher = RELEASE_LINE.matcher(line.strip());
        return matcher.matches() ? Optional.of(matcher.group(1) + "Packages") : Optional.empty();
    }
}
