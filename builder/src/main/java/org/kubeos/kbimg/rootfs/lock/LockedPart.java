package org.kubeos.kbimg.rootfs.lock;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;

/**
 * The packages of one of a config's root file systems.
 *
 * @param names what was asked for, sorted
 * @param sources the repositories that were asked, as the config has them, without passwords and paths of this machine
 * @param repositories what those offered
 * @param packages what the names came to, sorted by name, architecture and version
 */
public record LockedPart(
        List<String> names,
        List<String> sources,
        List<RepositoryState> repositories,
        List<PackageDescription> packages) {

    private static final Comparator<PackageDescription> ORDER = Comparator.comparing(PackageDescription::name)
            .thenComparing(PackageDescription::architecture)
            .thenComparing(PackageDescription::version);

    public LockedPart {
        names = names.stream().sorted().distinct().toList();
        sources = List.copyOf(sources);
        repositories = List.copyOf(repositories);
        packages = packages.stream().sorted(ORDER).toList();
    }

    /** The root file systems that packages are installed into. */
    public enum Name {
        NODE("node"),
        INSTALLER("installer"),
        ADMIN("admin");

        private final String key;

        Name(String key) {
            this.key = key;
        }

        /** Its name in lock files, and in messages. */
        public String key() {
            return key;
        }

        static String all() {
            return Stream.of(values()).map(Name::key).collect(Collectors.joining(", "));
        }
    }
}
