package org.kubeos.kbimg.rootfs.apt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.rootfs.packages.PackageFile;

/**
 * A package archive that apt has chosen.
 *
 * @param file its name in apt's archive directory
 * @param size in bytes
 * @param sha256 of its content, in lower case hexadecimal
 */
record DebPackage(String file, long size, String sha256) implements PackageFile {

    private static final Pattern URI_LINE = Pattern.compile("'[^']*' (\\S+\\.deb) (\\d+) SHA256:([0-9a-f]{64})");

    @Override
    public String id() {
        return file;
    }

    @Override
    public String digest() {
        return sha256;
    }

    /** Whether a line of {@code apt-get --print-uris} tells of a package. */
    static boolean isUriLine(String line) {
        return line.startsWith("'");
    }

    /**
     * Reads a line of {@code apt-get --print-uris}.
     *
     * @throws IllegalArgumentException if it tells no SHA-256
     */
    static DebPackage ofUriLine(String line) {
        Matcher matcher = URI_LINE.matcher(line.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no package with a SHA-256: " + line);
        }
        return new DebPackage(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
    }
}
