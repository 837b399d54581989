package org.kubeos.kbimg.distro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A system's own description of itself.
 *
 * @param id the distribution, such as {@code debian}; empty if unknown
 * @param codename its release, such as {@code bookworm}; empty if it has none
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release(5)</a>
 */
public record OsRelease(String id, String codename) {

    /** The build host's. */
    public static OsRelease ofHost() {
        try {
            return parse(Files.readString(Path.of("/etc/os-release")));
        } catch (IOException e) {
            return new OsRelease("", "");
        }
    }

    static OsRelease parse(String text) {
        Map<String, String> values = new HashMap<>();
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                values.put(
                        line.substring(0, equals).strip(),
                        unquoted(line.substring(equals + 1).strip()));
            }
        }
        return new OsRelease(values.getOrDefault("ID", ""), values.getOrDefault("VERSION_CODENAME", ""));
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
