package org.kubeos.kbimg.rootfs.apt;

import java.util.List;
import java.util.stream.Stream;

/**
 * Source files that make the real apt install unsigned packages, which {@link AptJudgeIT} proves.
 *
 * @param suffix of the file's name
 * @param template of its text, with {@code URL} for the repository's
 */
record UnverifiedSources(String suffix, String template) {

    private static final List<String> OPTIONS = List.of(
            "[trusted=yes]",
            "[trusted=true]",
            "[trusted=1]",
            "[trusted=on]",
            "[trusted=with]",
            "[trusted=enable]",
            "[trusted=YeS]",
            "[trusted=0x1]",
            "[trusted=01]",
            "[trusted=+1]",
            "[ trusted=yes]",
            "[ \ttrusted=yes\t ]",
            "[arch=amd64,all trusted=yes]",
            "[trusted=yes arch=amd64,all]",
            "[trusted=no trusted=yes]",
            "[\"trusted\"=yes]",
            "[trusted=\"yes\"]",
            "[\"trusted=yes\"]",
            "[%74rusted=yes]",
            "[trusted=%31]",
            "[allow-insecure=yes trusted=on]",
            "[allow-insecure=yes allow-weak=yes allow-downgrade-to-insecure=yes trusted=on]");

    private static final List<String> FIELDS = List.of(
            "Trusted: yes\n",
            "Trusted: true\n",
            "Trusted: on\n",
            "Trusted: ENABLE\n",
            "Trusted: 0x1\n",
            "trusted: yes\n",
            "TRUSTED:1\n",
            "Trusted :yes\n",
            "Trusted:\n yes\n",
            "Trusted:\tyes\t\n",
            "Trusted:\n# no\n yes\n",
            " \nTrusted: yes\n",
            "Trusted: no\nTrusted: yes\n",
            "Enabled: maybe\nTrusted: yes\n",
            "Allow-Insecure: yes\nTrusted: yes\n");

    static Stream<UnverifiedSources> all() {
        Stream<UnverifiedSources> lines = OPTIONS.stream().map(options -> list("deb " + options + " URL flat/\n"));
        Stream<UnverifiedSources> odd = Stream.of(
                list("deb\t[trusted=yes]\tURL\tflat/"),
                list("  deb [trusted=yes] URL flat/ # signed\r\n"),
                list("# ours\n\ndeb\u000b[trusted=yes] URL flat/\n"),
                sources("Types: deb\r\nURIs: URL\r\nSuites: flat/\r\nTrusted: yes\r\n"),
                sources("Trusted: yes\n# comment\nTypes: deb\nURIs: URL\nSuites: flat/\n"),
                sources("Types: deb deb-src\nURIs: URL\nSuites: flat/\nTrusted: yes\n"));
        Stream<UnverifiedSources> stanzas =
                FIELDS.stream().map(field -> sources("Types: deb\nURIs: URL\nSuites: flat/\n" + field));
        return Stream.of(lines, odd, stanzas).flatMap(all -> all);
    }

    private static UnverifiedSources list(String template) {
        return new UnverifiedSources(".list", template);
    }

    private static UnverifiedSources sources(String template) {
        return new UnverifiedSources(".sources", template);
    }

    String text(String url) {
        return template.replace("URL", url);
    }
}
