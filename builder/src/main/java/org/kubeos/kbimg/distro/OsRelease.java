package org.kubeos.kbimg.distro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The os-release file, which identifies the operating system.
 *
 * @param fields the assignments in their order, unquoted
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release(5)</a>
 */
public record OsRelease(Map<String, String> fields) {

    /** Where the file itself is; {@code /etc/os-release} is a link to it. */
    public static final String PATH = "usr/lib/os-release";

    /** Where readers look for it, the first one there counting. */
    public static final List<String> PATHS = List.of("etc/os-release", PATH);

    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z][A-Z0-9_]*)=(.*)");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([\\\\\"$`])");
    private static final String NEEDS_ESCAPE = "[\\\\\"$`]";

    public OsRelease {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The build host's; without fields if it has none. */
    public static OsRelease ofHost() {
        try {
            return parse(Files.readString(Path.of("/etc/os-release")));
        } catch (IOException e) {
            return new OsRelease(Map.of());
        }
    }

    /** Reads the file's text; lines that are no assignment are passed over. */
    public static OsRelease parse(String text) {
        var fields = new LinkedHashMap<String, String>();
        for (String line : text.lines().toList()) {
            Matcher assignment = ASSIGNMENT.matcher(line.strip());
            if (assignment.matches()) {
                fields.put(assignment.group(1), unquote(assignment.group(2)));
            }
        }
        return new OsRelease(fields);
    }

    /** KubeOS at {@code version}, made from the distribution that {@code base} describes. */
    public static OsRelease kubeos(String version, OsRelease base) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("NAME", "KubeOS");
        fields.put("ID", "kubeos");
        base.ancestor().ifPresent(id -> fields.put("ID_LIKE", id));
        fields.put("VERSION_ID", version);
        fields.put("PRETTY_NAME", "KubeOS " + version);
        return new OsRelease(fields);
    }

    /** The value of a field, if it is set. */
    public Optional<String> get(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    /** An image that is customized a second time keeps the distribution that it came from. */
    private Optional<String> ancestor() {
        return get("ID").filter(id -> !id.equals("kubeos")).or(() -> get("ID_LIKE"));
    }

    /** The file's text. */
    public String text() {
        var text = new StringBuilder();
        fields.forEach((name, value) ->
                text.append(name).append('=').append(quote(value)).append('\n'));
        return text.toString();
    }

    private static String quote(String value) {
        return value.matches("[A-Za-z0-9._-]+") ? value : '"' + value.replaceAll(NEEDS_ESCAPE, "\\\\$0") + '"';
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(0) == value.charAt(value.length() - 1);
        String content = quoted ? value.substring(1, value.length() - 1) : value;
        return value.startsWith("\"") ? ESCAPED.matcher(content).replaceAll("$1") : content;
    }
}
