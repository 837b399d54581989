package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.rootfs.packages.ArchiveCheck;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.PackageCache;

/**
 * Where package archives come from: a bundle; or else the cache, and then the repositories. Each is compared with its digest
 * when it is used, wherever it comes from.
 */
final class DebArchives {

    private final Optional<Path> bundle;
    private final PackageCache cache;
    private final DebDownload download;

    /** @param bundle empty: the cache and the repositories */
    DebArchives(Optional<Path> bundle, DebDownload download, InstallContext context) throws IOException {
        this.bundle = bundle;
        this.cache = context.archives("debs");
        this.download = download;
    }

    /**
     * Puts archives into a directory. Those that are there already must be right.
     *
     * @throws BuildException if one can't be had, or is another one than expected
     */
    void putInto(Path directory, List<DebPackage> debs) throws IOException {
        if (bundle.isPresent()) {
            for (DebPackage deb : debs) {
                copy(bundle.get(), directory, deb);
            }
            return;
        }
        var missing = new ArrayList<>(cache.linkInto(directory, debs));
        for (DebPackage deb : debs) {
            if (!missing.contains(deb) && !ArchiveCheck.isRight(directory.resolve(deb.file()), deb)) {
                // Disks and interrupted copies do that; the repository has it still.
                Files.delete(directory.resolve(deb.file()));
                cache.drop(deb);
                missing.add(deb);
            }
        }
        if (!missing.isEmpty()) {
            download(directory, missing);
        }
    }

    /** What was downloaded before something failed is kept for the next attempt. */
    private void download(Path directory, List<DebPackage> debs) throws IOException {
        var right = new ArrayList<DebPackage>();
        try {
            download.into(directory, debs);
        } finally {
            for (DebPackage deb : debs) {
                if (ArchiveCheck.isRight(directory.resolve(deb.file()), deb)) {
                    right.add(deb);
                }
            }
            cache.keep(directory, right);
        }
        for (DebPackage deb : debs) {
            if (!right.contains(deb)) {
                ArchiveCheck.require(
                        directory.resolve(deb.file()), deb, deb.describe().url());
            }
        }
    }

    private static void copy(Path bundle, Path directory, DebPackage deb) throws IOException {
        try {
            ArchiveCheck.copy(bundle.resolve(deb.file()), directory.resolve(deb.file()), deb, bundle.toString());
        } catch (NoSuchFileException e) {
            throw new BuildException(
                    "The bundle " + bundle + " has no " + deb.file() + ". Make the bundle again with 'kbimg fetch'.",
                    e);
        }
    }
}
