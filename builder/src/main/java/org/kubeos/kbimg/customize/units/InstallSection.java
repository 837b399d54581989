package org.kubeos.kbimg.customize.units;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code [Install]} section of a unit's file and its drop-ins, with unresolved specifiers.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html">systemd.unit(5)</a>
 */
record InstallSection(Map<String, List<String>> values) {

    /** @param texts the unit's file, then its drop-ins in their order */
    static InstallSection parse(List<String> texts) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String text : texts) {
            boolean install = false;
            // A backslash at the end joins the next line.
            for (String line :
                    text.replaceAll("\\\\\r?\n", " ").lines().map(String::strip).toList()) {
                if (line.startsWith("[")) {
                    install = line.equals("[Install]");
                } else if (install && !line.startsWith("#") && !line.startsWith(";") && line.contains("=")) {
                    int equals = line.indexOf('=');
                    take(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip(),
                            values);
                }
            }
        }
        return new InstallSection(values);
    }

    /** An empty value resets the list. */
    private static void take(String key, String value, Map<String, List<String>> values) {
        if (value.isEmpty()) {
            values.remove(key);
        } else {
            values.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(List.of(value.split("\\s+")));
        }
    }

    List<String> list(String key) {
        return values.getOrDefault(key, List.of());
    }

    Optional<String> defaultInstance() {
        List<String> all = list("DefaultInstance");
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    boolean isEmpty() {
        return values.isEmpty();
    }
}
