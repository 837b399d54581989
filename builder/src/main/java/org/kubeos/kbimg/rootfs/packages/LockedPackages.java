package org.kubeos.kbimg.rootfs.packages;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Packages that a lock file names. Nothing in it has been compared with a repository; the digests are what counts.
 *
 * @param names what was asked for
 * @param packages all that must be installed, and nothing else
 * @param bundle a directory that {@link PackageInstaller.Transaction#fetchInto} has filled, and the only place to take archives
 *     from; empty: the cache, and then the packages' URLs
 */
public record LockedPackages(List<String> names, List<PackageDescription> packages, Optional<Path> bundle) {

    public LockedPackages {
        names = List.copyOf(names);
        packages = List.copyOf(packages);
    }
}
