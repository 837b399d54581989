package org.kubeos.kbimg.rootfs.dnf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sections of a {@code .repo} file with their options, in order.
 *
 * @see <a href="https://dnf.readthedocs.io/en/latest/conf_ref.html">DNF Configuration Reference</a>
 */
record RepoFile(List<Section> sections) {

    private static final Pattern HEAD = Pattern.compile("\\[([A-Za-z0-9_.:+-]+)]");
    private static final Pattern OPTION = Pattern.compile("([A-Za-z_]+)\\s*[=:]\\s*(.*)");

    record Section(String id, Map<String, String> options) {

        Section {
            options = new LinkedHashMap<>(options);
        }

        Optional<String> get(String option) {
            return Optional.ofNullable(options.get(option)).filter(value -> !value.isEmpty());
        }

        /** Whether an option that stands for yes or no is there, and says no. */
        boolean denies(String option) {
            return get(option)
                    .filter(value -> value.matches("(?i)0|no|false|off"))
                    .isPresent();
        }

        /** This section with an option set. */
        Section with(String option, String value) {
            var changed = new Section(id, options);
            changed.options.put(option, value);
            return changed;
        }

        String text() {
            var text = new StringBuilder("[" + id + "]\n");
            options.forEach((option, value) ->
                    text.append(option).append('=').append(value).append('\n'));
            return text.toString();
        }
    }

    /**
     * Reads a file's text.
     *
     * @throws IllegalArgumentException that names the line which is not understood
     */
    static RepoFile parse(String text) {
        var sections = new LinkedHashMap<String, Map<String, String>>();
        Map<String, String> options = Map.of();
        String last = "";
        for (String line : text.lines().toList()) {
            Matcher head = HEAD.matcher(line.strip());
            Matcher option = OPTION.matcher(line);
            if (line.isBlank() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (head.matches()) {
                options = sections.computeIfAbsent(head.group(1), _ -> new LinkedHashMap<>());
                last = "";
            } else if (Character.isWhitespace(line.charAt(0)) && !last.isEmpty()) {
                options.merge(last, line.strip(), (value, more) -> (value + " " + more).strip());
            } else if (option.matches() && !sections.isEmpty()) {
                last = option.group(1);
                options.put(last, option.group(2).strip());
            } else {
                throw new IllegalArgumentException("neither [id] nor option=value: " + line);
            }
        }
        return new RepoFile(sections.entrySet().stream()
                .map(section -> new Section(section.getKey(), section.getValue()))
                .toList());
    }
}
