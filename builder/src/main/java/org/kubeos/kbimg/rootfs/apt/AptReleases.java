package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;

/** The release files among apt's lists: signed, and with digests of all other lists. */
final class AptReleases {

    /** A list, where the repository has it, and the last part of that: {@code main/binary-amd64/Packages}. */
    private static final Pattern LIST = Pattern.compile("(?<file>/\\S+) (?<url>\\S+) (?<key>\\S+)");

    /** The second one has a signature of its own. */
    private static final List<String> NAMES = List.of("InRelease", "Release");

    private AptReleases() {}

    /** @param lists a line each, as {@link #LIST} says */
    static List<RepositoryState> of(List<String> lists) throws IOException {
        Map<Path, String> releases = new LinkedHashMap<>();
        for (String line : lists) {
            Matcher list = LIST.matcher(line);
            if (list.matches()) {
                String key = list.group("key");
                String file = withoutEnd(list.group("file"), key.replace('/', '_'));
                String url = withoutEnd(list.group("url"), key);
                NAMES.stream()
                        .filter(name -> Files.exists(Path.of(file + name)))
                        .findFirst()
                        .ifPresent(name -> releases.putIfAbsent(Path.of(file + name), url + name));
            }
        }
        var states = new ArrayList<RepositoryState>();
        for (Map.Entry<Path, String> release : releases.entrySet()) {
            states.add(new RepositoryState(release.getValue(), "sha256:" + Fingerprint.of(release.getKey())));
        }
        return states;
    }

    /** What comes before the last occurrence of the end, which the form of a compressed list may follow. */
    private static String withoutEnd(String text, String end) {
        int start = text.lastIndexOf(end);
        return start < 0 ? text : text.substring(0, start);
    }
}
