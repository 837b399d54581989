package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.rootfs.packages.ArchiveCheck;
import org.kubeos.kbimg.rootfs.packages.PackageCache;
import org.kubeos.process.FilePermissions;
import org.kubeos.process.Progress;

/**
 * Brings the archives of packages together. Each is compared with its size and digest before anything else reads it.
 *
 * @param source of those that the cache doesn't have
 */
record RpmArchives(PackageCache cache, ArchiveSource source, Progress progress) {

    /** Puts archives into an empty directory, where everybody can read them. */
    void collect(List<RpmPackage> packages, Path directory) throws IOException {
        var missing = new ArrayList<RpmPackage>();
        if (source.hasNetwork()) {
            copyLocal(packages, directory);
            List<RpmPackage> remote =
                    packages.stream().filter(rpm -> !rpm.isOnThisMachine()).toList();
            missing.addAll(cache.linkInto(directory, remote));
            for (RpmPackage rpm : remote) {
                if (!missing.contains(rpm) && !ArchiveCheck.isRight(directory.resolve(rpm.file()), rpm)) {
                    // Disks and interrupted copies damage files.
                    Files.delete(directory.resolve(rpm.file()));
                    cache.drop(rpm);
                    missing.add(rpm);
                }
            }
        } else {
            missing.addAll(packages);
        }
        if (!missing.isEmpty()) {
            fetch(packages, missing, directory);
        }
    }

    private void fetch(List<RpmPackage> packages, List<RpmPackage> missing, Path directory) throws IOException {
        progress.step(source.hasNetwork() ? "Downloading packages" : "Copying packages");
        try {
            source.fetch(packages.stream().filter(rpm -> !rpm.isOnThisMachine()).toList(), missing, directory);
            for (RpmPackage rpm : missing) {
                ArchiveCheck.require(directory.resolve(rpm.file()), rpm, rpm.origin());
            }
        } catch (BuildException e) {
            keep(rightIn(directory, missing), directory);
            throw e;
        }
        keep(missing, directory);
    }

    private static List<RpmPackage> rightIn(Path directory, List<RpmPackage> packages) throws IOException {
        var right = new ArrayList<RpmPackage>();
        for (RpmPackage rpm : packages) {
            if (ArchiveCheck.isRight(directory.resolve(rpm.file()), rpm)) {
                right.add(rpm);
            }
        }
        return right;
    }

    private void keep(List<RpmPackage> packages, Path directory) throws IOException {
        if (source.hasNetwork()) {
            cache.keep(directory, packages);
        }
    }

    /** Those of repositories on this machine are copied, since not all may read the files there. */
    private static void copyLocal(List<RpmPackage> packages, Path directory) throws IOException {
        for (RpmPackage rpm : packages) {
            if (rpm.isOnThisMachine()) {
                if (!Files.isRegularFile(rpm.place())) {
                    throw new BuildException("Can't find the archive of " + rpm.id() + ": there is no file "
                            + rpm.place() + ". Put it back, or choose packages anew with: kbimg lock --update");
                }
                copy(rpm.place(), directory, rpm, rpm.origin());
            }
        }
    }

    /**
     * Copies an archive, which everybody can read then.
     *
     * @param origin where it comes from, for messages
     * @throws BuildException if it is not the package's
     */
    static void copy(Path archive, Path directory, RpmPackage rpm, String origin) throws IOException {
        Path copy = directory.resolve(rpm.file());
        ArchiveCheck.copy(archive, copy, rpm, origin);
        FilePermissions.makeWorldReadable(copy);
    }
}
