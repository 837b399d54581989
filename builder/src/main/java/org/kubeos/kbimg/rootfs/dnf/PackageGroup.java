package org.kubeos.kbimg.rootfs.dnf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Packages that may come from the same repositories, and are checked with these repositories' keys.
 *
 * @param name fit for a file and for a repository
 */
record PackageGroup(String name, List<DnfRepository> repositories, List<RpmPackage> packages) {

    /**
     * The groups of packages. They depend on the packages' URLs alone, and thus are the same for locked packages as for chosen
     * ones.
     */
    static List<PackageGroup> of(List<RpmPackage> packages, DnfSetup setup) {
        List<DnfRepository> all = setup.sources().repositories();
        var groups = new TreeMap<List<Integer>, List<RpmPackage>>(
                Comparator.<List<Integer>>comparingInt(List::size).thenComparing(List::toString));
        for (RpmPackage rpm : packages) {
            // Metadata can say that a package lies out of its repository, whichever that is.
            List<DnfRepository> origins =
                    setup.origin(rpm).map(PackageOrigin::repositories).orElse(all);
            groups.computeIfAbsent(origins.stream().map(all::indexOf).toList(), _ -> new ArrayList<>())
                    .add(rpm);
        }
        var result = new ArrayList<PackageGroup>();
        groups.forEach((indexes, rpms) -> result.add(new PackageGroup(
                "archives-" + result.size(), indexes.stream().map(all::get).toList(), List.copyOf(rpms))));
        return List.copyOf(result);
    }
}
