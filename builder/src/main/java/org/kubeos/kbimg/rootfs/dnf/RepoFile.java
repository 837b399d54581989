package org.kubeos.kbimg.rootfs.dnf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.rootfs.packages.SourcePosition;

/**
 * The sections of a {@code .repo} file with their options, in order. What dnf is told is written from them.
 *
 * @see <a href="https://dnf.readthedocs.io/en/latest/conf_ref.html">DNF Configuration Reference</a>
 */
record RepoFile(List<Section> sections) {

    private static final Pattern HEAD = Pattern.compile("\\[([A-Za-z0-9_.:+-]+)](?:\\s*[#;].*)?");
    private static final Pattern OPTION = Pattern.compile("([A-Za-z0-9_.-]+)\\s*=\\s*(.*)");
    private static final Pattern QUOTED = Pattern.compile("([\"'])(.*)\\1");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");

    /** @param line of the head */
    record Section(String id, SourcePosition line, Map<String, Option> options) {

        /** An option that has a value. */
        Optional<Option> find(String name) {
            return Optional.ofNullable(options.get(name))
                    .filter(option -> !option.value().isEmpty());
        }

        /** Whether an option that stands for yes or no says no. */
        boolean denies(String name) {
            return Optional.ofNullable(options.get(name))
                    .filter(option -> !option.isTrue())
                    .isPresent();
        }
    }

    record Option(String name, String value, SourcePosition line) {

        // What libdnf takes for yes and no, in any case. It falls back to its default, with a warning, for all else.
        private static final Set<String> TRUE = Set.of("1", "yes", "true", "on");
        private static final Set<String> FALSE = Set.of("0", "no", "false", "off");

        /** @throws UsageException if it says neither yes nor no */
        boolean isTrue() {
            String lower = value.toLowerCase(Locale.ROOT);
            if (!TRUE.contains(lower) && !FALSE.contains(lower)) {
                throw line.error(
                        name + "=" + value + ": neither yes nor no. Use one of 1, yes, true, on, 0, no, false, off.");
            }
            return TRUE.contains(lower);
        }
    }

    /**
     * Reads a file's text.
     *
     * @throws UsageException that names the line which is not understood
     */
    static RepoFile parse(String file, String text) {
        var reader = new Reader();
        int number = 0;
        for (String line : text.replaceFirst("^\uFEFF", "").split("\n", -1)) {
            reader.read(
                    line.endsWith("\r") ? line.substring(0, line.length() - 1) : line,
                    new SourcePosition(file, ++number));
        }
        return new RepoFile(reader.sections.values().stream()
                .map(read -> new Section(read.id(), read.line(), Collections.unmodifiableMap(read.options())))
                .toList());
    }

    private static final class Reader {

        private final Map<String, Section> sections = new LinkedHashMap<>();
        private Optional<Section> section = Optional.empty();
        private Optional<String> last = Optional.empty();

        private void read(String text, SourcePosition line) {
            if (CONTROL.matcher(text).find()) {
                throw line.error("a control character, which is not allowed here");
            }
            Matcher head = HEAD.matcher(text.strip());
            Matcher option = OPTION.matcher(text.stripTrailing());
            if (text.isBlank() || text.startsWith("#") || text.startsWith(";")) {
                return;
            }
            if (head.matches()) {
                section = Optional.of(
                        sections.computeIfAbsent(head.group(1), id -> new Section(id, line, new LinkedHashMap<>())));
                last = Optional.empty();
            } else if (Character.isWhitespace(text.charAt(0)) && last.isPresent()) {
                section.orElseThrow()
                        .options()
                        .computeIfPresent(
                                last.get(),
                                (name, before) ->
                                        new Option(name, (before.value() + " " + text.strip()).strip(), before.line()));
            } else if (option.matches() && section.isPresent()) {
                String name = option.group(1);
                // As with dnf, the last one of the same name holds.
                section.get().options().put(name, new Option(name, unquoted(option.group(2)), line));
                last = Optional.of(name);
            } else {
                throw line.error("neither [id] nor option=value: " + text);
            }
        }

        private static String unquoted(String value) {
            Matcher quoted = QUOTED.matcher(value);
            return quoted.matches() ? quoted.group(2) : value;
        }
    }
}
