package org.kubeos.kbimg.rootfs.packages;

import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.kbimg.config.DataSize;

/**
 * A package that a build would install.
 *
 * @param version with epoch and release, in the distribution's form
 * @param size of the archive
 * @param installed what it takes on the disk; empty if the repository doesn't tell
 * @param url where the repository has it, without users and passwords
 * @param digest algorithm and lower case hexadecimal digits, such as {@code sha256:9f86…}
 */
public record PackageDescription(
        String name,
        String version,
        String architecture,
        DataSize size,
        Optional<DataSize> installed,
        String url,
        String digest) {

    private static final Pattern USER = Pattern.compile("(?<=://)[^/@]*@");

    /** Leaves out the user and password of a URL. */
    public PackageDescription {
        url = withoutUser(url);
    }

    /** A URL without its user and password. */
    public static String withoutUser(String url) {
        return USER.matcher(url).replaceFirst("");
    }
}
