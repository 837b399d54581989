package org.kubeos.kbimg.rootfs.dnf;

import java.nio.file.Path;
import java.util.Optional;
import org.kubeos.kbimg.config.DataSize;
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
 *     on this machine and is used from there
 * @param url where the repository has it
 */
record RpmPackage(String id, String algorithm, String digest, long size, long installedSize, Path place, String url)
        implements PackageFile {

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

    @Override
    public String file() {
        return place.getFileName().toString();
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

    boolean isInLocalRepository() {
        return place.isAbsolute();
    }
}
