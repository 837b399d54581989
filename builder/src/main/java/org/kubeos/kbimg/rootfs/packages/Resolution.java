package org.kubeos.kbimg.rootfs.packages;

import java.util.List;

/**
 * What the names of packages come to.
 *
 * @param packages the archives, sorted by name
 * @param repositories what those offered that were asked; none if nobody was
 */
public record Resolution(List<PackageDescription> packages, List<RepositoryState> repositories) {

    /** That of a root file system that isn't made of packages. */
    public static final Resolution NONE = new Resolution(List.of(), List.of());

    public Resolution {
        packages = List.copyOf(packages);
        repositories = List.copyOf(repositories);
    }
}
