package org.kubeos.kbimg.rootfs.apt;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/** Debian packages as a lock file has them, which anybody may have edited. */
final class LockedDebs {

    // Debian Policy 5.6.1, 5.6.12 and 5.6.8.
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,200}");
    private static final Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9.+:~-]{0,200}");
    private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9][a-z0-9-]{1,30}");

    private static final String SHA256 = "sha256:";

    /** A path without anything that a shell, apt or a list of packages could take for something else. */
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9._+~:@=,/()-]+\\.deb");

    private static final Pattern ESCAPED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private LockedDebs() {}

    /** @throws UsageException if one can't be a Debian package, or two are the same */
    static List<DebPackage> of(List<PackageDescription> packages, String architecture) {
        Set<String> seen = new HashSet<>();
        for (PackageDescription described : packages) {
            String id = described.name() + ":" + described.architecture();
            if (!seen.add(id)) {
                throw wrong(described, "it is there twice, but apt installs one version of a package");
            }
            if (!described.architecture().equals("all")
                    && !described.architecture().equals(architecture)) {
                throw wrong(described, "its architecture is " + described.architecture() + ", not " + architecture);
            }
        }
        return packages.stream().map(LockedDebs::of).toList();
    }

    private static DebPackage of(PackageDescription described) {
        if (!NAME.matcher(described.name()).matches()
                || !VERSION.matcher(described.version()).matches()
                || !ARCHITECTURE.matcher(described.architecture()).matches()) {
            throw wrong(described, "no Debian package has that name, version, or architecture");
        }
        if (!described.digest().startsWith(SHA256)) {
            throw wrong(described, "it has no SHA-256, but " + described.digest());
        }
        String file = described.name() + "_" + described.version().replace(":", "%3a") + "_" + described.architecture()
                + ".deb";
        return new DebPackage(
                described.url(),
                file,
                described.size().bytes(),
                described.digest().substring(SHA256.length()));
    }

    private static UsageException wrong(PackageDescription described, String reason) {
        return new UsageException("The lock file's package " + described.name() + " " + described.version()
                + " can't be installed: " + reason + ". Lock the packages again with 'kbimg lock --update'.");
    }

    /** A URL without percent signs. */
    static String decoded(String url) {
        return ESCAPED.matcher(url)
                .replaceAll(escaped ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escaped.group(1), 16))));
    }

    /** Whether an archive can be there: a path below a repository. */
    static boolean canBeFile(String path) {
        return FILE.matcher(path).matches() && !List.of(path.split("/", -1)).contains("..");
    }
}
