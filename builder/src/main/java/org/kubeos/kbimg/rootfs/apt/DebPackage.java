package org.kubeos.kbimg.rootfs.apt;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageFile;

/**
 * A package archive that apt has chosen.
 *
 * @param url where the repository has it
 * @param file its name in apt's archive directory
 * @param size in bytes
 * @param sha256 of its content, in lower case hexadecimal
 */
record DebPackage(String url, String file, long size, String sha256) implements PackageFile {

    private static final String SUFFIX = ".deb";

    private static final Pattern URI_LINE = Pattern.compile("'([^']*)' (\\S+\\.deb) (\\d+) SHA256:([0-9a-f]{64})");

    @Override
    public String id() {
        return file;
    }

    @Override
    public String digest() {
        return sha256;
    }

    /** Taken from the name of the file, NAME_VERSION_ARCHITECTURE.deb, in which apt escapes colons. */
    @Override
    public PackageDescription describe() {
        String[] parts = file.substring(0, file.length() - SUFFIX.length()).split("_", 3);
        String version = parts.length > 1 ? parts[1].replace("%3a", ":") : "";
        String architecture = parts.length > 2 ? parts[2] : "";
        return new PackageDescription(
                parts[0], version, architecture, new DataSize(size), Optional.empty(), url, "sha256:" + sha256);
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
        return new DebPackage(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3)), matcher.group(4));
    }
}
