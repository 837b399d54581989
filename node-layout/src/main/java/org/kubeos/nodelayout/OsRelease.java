package org.kubeos.nodelayout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code os-release}, the file that identifies the operating system.
 *
 * <p>KubeOS has {@code NAME}, {@code ID}, {@code ID_LIKE} (the distribution that it was made from), {@code VERSION_ID} (the OS
 * version) and {@code PRETTY_NAME}, which Kubernetes shows as the node's OS image.
 *
 * @param fields the assignments in their order, unquoted
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release(5)</a>
 */
public record OsRelease(Map<String, String> fields) {

    /** Where the file itself is; {@code /etc/os-release} is a link to it. */
    public static final String PATH = "usr/lib/os-release";

    /** Where readers look for it, the first one there counting. */
    public static final List<String> PATHS = List.of("etc/os-release", PATH);

    /** Field: the operating system's identifier. */
    public static final String ID = "ID";

    /** Field: identifiers of the operating systems that this one derives from, separated by blanks. */
    public static final String ID_LIKE = "ID_LIKE";

    /** Field: the operating system's name for people. */
    public static final String NAME = "NAME";

    /** Field: the version; for KubeOS, the OS version. */
    public static final String VERSION_ID = "VERSION_ID";

    /** Field: name and version for people. */
    public static final String PRETTY_NAME = "PRETTY_NAME";

    /** The {@link #ID} of KubeOS. */
    public static final String KUBEOS_ID = "kubeos";

    private static final String KUBEOS_NAME = "KubeOS";

    /** The order of versions: digits by their value, anything else by its characters, so that v10 is newer than v9. */
    public static final Comparator<String> VERSION_ORDER = OsRelease::compareVersions;

    private static final Pattern VERSION_SEGMENT = Pattern.compile("[0-9]+|[^0-9]+");
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z][A-Z0-9_]*)=(.*)");
    private static final Pattern ESCAPED = Pattern.compile("\\\\([\\\\\"$`])");
    private static final String NEEDS_ESCAPE = "[\\\\\"$`]";

    /** Creates the file's content. */
    public OsRelease {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The file of this machine; without fields if it has none. */
    public static OsRelease ofHost() {
        try {
            return parse(Files.readString(Path.of("/etc/os-release")));
        } catch (IOException e) {
            return new OsRelease(Map.of());
        }
    }

    /** Reads the file's text. Lines that are not assignments are ignored. */
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
        fields.put(NAME, KUBEOS_NAME);
        fields.put(ID, KUBEOS_ID);
        base.ancestor().ifPresent(id -> fields.put(ID_LIKE, id));
        fields.put(VERSION_ID, version);
        fields.put(PRETTY_NAME, KUBEOS_NAME + " " + version);
        return new OsRelease(fields);
    }

    /** The value of a field, if it is set. */
    public Optional<String> get(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    /** An image that is customized a second time keeps the distribution that it came from. */
    private Optional<String> ancestor() {
        return get(ID).filter(id -> !id.equals(KUBEOS_ID)).or(() -> get(ID_LIKE));
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

    private static int compareVersions(String one, String other) {
        Matcher left = VERSION_SEGMENT.matcher(one);
        Matcher right = VERSION_SEGMENT.matcher(other);
        while (true) {
            String a = left.find() ? left.group() : "";
            String b = right.find() ? right.group() : "";
            int order = compareSegments(a, b);
            if (order != 0 || a.isEmpty()) {
                return order;
            }
        }
    }

    private static int compareSegments(String one, String other) {
        if (isNumber(one) && isNumber(other)) {
            String a = one.replaceFirst("^0+", "");
            String b = other.replaceFirst("^0+", "");
            return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
        }
        return one.compareTo(other);
    }

    private static boolean isNumber(String segment) {
        return !segment.isEmpty() && segment.charAt(0) >= '0' && segment.charAt(0) <= '9';
    }
}
