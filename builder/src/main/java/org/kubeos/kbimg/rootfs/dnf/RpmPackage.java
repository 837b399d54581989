package org.kubeos.kbimg.rootfs.dnf;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.rootfs.packages.LocalUrl;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageFile;

/**
 * A package that dnf has chosen.
 *
 * @param id name, epoch, version, release and architecture
 * @param digest of the archive, in lower case hexadecimal digits
 * @param algorithm of the digest, such as {@code sha256}
 * @param size of the archive, in bytes
 * @param installedSize in bytes
 * @param place where dnf looks for the archive: relative to its cache directory, or absolute if it lies in a repository
 *     on this machine
 * @param url where the repository has it
 */
record RpmPackage(String id, String algorithm, String digest, long size, long installedSize, Path place, String url)
        implements PackageFile {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+~^-]*");
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,9}:)?[A-Za-z0-9._+~^]+-[A-Za-z0-9._+~^]+");
    private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9_]+");
    private static final Pattern DIGEST = Pattern.compile("sha(256|384|512):([0-9a-f]+)");
    private static final Pattern URL =
            Pattern.compile("(?!.*%00)(?:https?|ftp|file)://[^\\s\\p{Cntrl}\\\\]*/[^/\\s\\p{Cntrl}\\\\]+\\.rpm");
    private static final Pattern EPOCH = Pattern.compile("-[0-9]+:");

    /** Reads a line of the plugin's. */
    static RpmPackage ofLine(String line) {
        String[] fields = line.split("\t");
        return new RpmPackage(
                fields[0],
                fields[1],
                fields[2],
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                Path.of(fields[5]),
                fields[6]);
    }

    /** Name, epoch, version, release and architecture, as dnf writes them. */
    static String idOf(PackageDescription described) {
        return described.name() + "-" + described.version() + "." + described.architecture();
    }

    /**
     * The packages that a lock file names.
     *
     * @throws UsageException if no repository can have such packages, or if one is named twice
     */
    static List<RpmPackage> ofLock(List<PackageDescription> locked) {
        List<RpmPackage> rpms = locked.stream().map(RpmPackage::ofLock).toList();
        var files = new HashSet<String>();
        for (RpmPackage rpm : rpms) {
            if (!files.add(rpm.file())) {
                throw new UsageException("The lock file names a package twice: " + rpm.id()
                        + ". Make it again, with: kbimg lock --update");
            }
        }
        return rpms;
    }

    private static RpmPackage ofLock(PackageDescription locked) {
        String id = idOf(locked);
        Matcher digest = DIGEST.matcher(locked.digest());
        if (!NAME.matcher(locked.name()).matches()
                || !VERSION.matcher(locked.version()).matches()
                || !ARCHITECTURE.matcher(locked.architecture()).matches()) {
            throw new UsageException("The lock file names a package that no RPM repository can have: " + id
                    + ". Make it again, with: kbimg lock --update");
        }
        if (!digest.matches() || digest.group(2).length() * 4 != Integer.parseInt(digest.group(1))) {
            throw new UsageException("The lock file has no usable digest of " + id + ": expected sha256:, sha384: or"
                    + " sha512: and hexadecimal digits, not " + locked.digest());
        }
        if (!URL.matcher(locked.url()).matches()) {
            throw new UsageException("The lock file has no usable URL of " + id + ": expected https:, http:, ftp: or"
                    + " file: and a path that ends in .rpm, not " + locked.url());
        }
        return new RpmPackage(
                id,
                "sha" + digest.group(1),
                digest.group(2),
                locked.size().bytes(),
                locked.installed().map(DataSize::bytes).orElse(0L),
                LocalUrl.path(locked.url())
                        .orElse(Path.of(locked.url().substring(locked.url().lastIndexOf('/') + 1))),
                locked.url());
    }

    /** The archive's usual name, whatever the repository calls it: without the epoch. */
    @Override
    public String file() {
        return EPOCH.matcher(id).replaceFirst("-") + ".rpm";
    }

    /** Where its archive comes from, for messages. */
    String origin() {
        return PackageDescription.withoutUser(url);
    }

    /** Taken from the id, NAME-[EPOCH:]VERSION-RELEASE.ARCHITECTURE. */
    @Override
    public PackageDescription describe() {
        int dot = id.lastIndexOf('.');
        int version = id.lastIndexOf('-', id.lastIndexOf('-') - 1);
        return new PackageDescription(
                id.substring(0, version),
                id.substring(version + 1, dot),
                id.substring(dot + 1),
                new DataSize(size),
                Optional.of(new DataSize(installedSize)),
                url,
                algorithm + ":" + digest);
    }

    boolean isOnThisMachine() {
        return place.isAbsolute();
    }
}
