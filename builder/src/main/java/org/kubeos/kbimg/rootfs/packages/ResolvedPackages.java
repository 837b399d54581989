package org.kubeos.kbimg.rootfs.packages;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Package archives that are known to the byte.
 *
 * @param names what was asked for
 * @param files what a package manager has chosen for them
 */
public record ResolvedPackages<P extends PackageFile>(List<String> names, List<P> files) {

    public ResolvedPackages {
        names = List.copyOf(names);
        files = List.copyOf(files);
    }

    /** What they hold, sorted by name. */
    public List<PackageDescription> describe() {
        return files.stream()
                .map(PackageFile::describe)
                .sorted(Comparator.comparing(PackageDescription::name).thenComparing(PackageDescription::architecture))
                .toList();
    }

    /** One line per package, sorted, with its name, version and digest. */
    public String fingerprint() {
        return files.stream()
                .map(file -> file.id() + " " + file.digest())
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
