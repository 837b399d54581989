package org.kubeos.kbimg.rootfs.apt;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kubeos.kbimg.rootfs.packages.LocalUrl;

/**
 * Repositories that share their options: all that apt is told of them.
 *
 * @param uris base URLs
 * @param components none where the suites name directories
 */
record AptSource(
        List<String> uris, List<String> suites, List<String> components, Map<AptOption, List<String>> options) {

    static final Pattern URI = Pattern.compile("(?!(?i:cdrom):)[A-Za-z][A-Za-z0-9+.-]*:[!-~&&[^\"\\\\]]+");
    static final Pattern SUITE = Pattern.compile("[A-Za-z0-9./$][A-Za-z0-9+._/~$():@-]*");
    static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9.][A-Za-z0-9+._/~-]*");

    AptSource {
        // Apt uses packages of file: where they are, which can't be seen from inside the new root.
        uris = uris.stream().map(uri -> uri.replaceFirst("(?i)^file:", "copy:")).toList();
        suites = List.copyOf(suites);
        components = List.copyOf(components);
        var copy = new EnumMap<AptOption, List<String>>(AptOption.class);
        copy.putAll(options);
        options = copy;
    }

    /** As a stanza of a {@code .sources} file. */
    String text() {
        var text = new StringBuilder("Types: deb\n").append(line("URIs", uris)).append(line("Suites", suites));
        if (!components.isEmpty()) {
            text.append(line("Components", components));
        }
        options.forEach((option, words) -> text.append(line(option.field(), words)));
        return text.toString();
    }

    private static String line(String field, List<String> words) {
        return AptKeys.areWrittenOut(words)
                ? field + ":\n " + String.join("\n ", words) + "\n"
                : field + ": " + String.join(" ", words) + "\n";
    }

    /** Directories with packages, lists of mirrors and keyrings on this machine. */
    Stream<Path> localPaths() {
        return Stream.concat(
                uris.stream().map(LocalUrl::path).flatMap(Optional::stream),
                AptKeys.files(options.getOrDefault(AptOption.SIGNED_BY, List.of())));
    }
}
