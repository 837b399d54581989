package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockDifference;
import org.kubeos.kbimg.rootfs.lock.LockFile;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.lock.LockedSource;
import org.kubeos.kbimg.rootfs.packages.DebianVersion;
import org.kubeos.kbimg.rootfs.packages.RpmVersion;

/** Compares lock files with configs. No repository is asked. */
public final class LockCheck {

    private LockCheck() {}

    /**
     * Makes sure that a lock is one of this config.
     *
     * @throws UsageException that names what differs, if something does
     */
    public static void require(ImageConfig config, LoadedLock lock) throws IOException {
        List<String> differences = differences(config, lock.lock(), false);
        if (!differences.isEmpty()) {
            throw new UsageException(explain(lock.file(), differences)
                    + "\nLock the packages again with 'kbimg lock', or build without the lock with --no-lock.");
        }
    }

    /** A message that lists the differences. */
    public static String explain(Path file, List<String> differences) {
        return "The lock file " + file + " does not fit the config:\n  - " + String.join("\n  - ", differences);
    }

    /**
     * In what a lock differs from what the config asks for; nothing if it fits.
     *
     * @param admin whether the packages of the admin container must be locked, and not only fit if they are
     */
    public static List<String> differences(ImageConfig config, LockFile lock, boolean admin) throws IOException {
        var found = new ArrayList<String>();
        compare("the distribution", lock.distribution(), config.distribution(), found);
        compare("the architecture", lock.architecture(), config.architecture().key(), found);
        if (!found.isEmpty()) {
            return found;
        }
        if (!lock.profile().equals(PackageRequests.profile(config))) {
            found.add("the profile of " + config.distribution()
                    + " has changed with the version of kbimg; the lock is of" + " version " + lock.tool());
        }
        source(config.source(), lock.source()).ifPresent(found::add);
        Map<LockedPart.Name, PackageRequests> requests = PackageRequests.of(config);
        for (LockedPart.Name name : LockedPart.Name.values()) {
            Optional<PackageRequests> asked = Optional.ofNullable(requests.get(name));
            Optional<LockedPart> locked = lock.part(name);
            if (asked.isPresent() && locked.isPresent()) {
                compare(name, asked.get(), locked.get(), found);
            } else if (asked.isPresent() && (admin || name != LockedPart.Name.ADMIN)) {
                found.add("the config asks for packages for the " + name.key() + ", which are not locked");
            } else if (locked.isPresent()) {
                found.add("packages for the " + name.key() + " are locked, which the config does not ask for");
            }
        }
        return found;
    }

    private static Optional<String> source(Source source, Optional<LockedSource> locked) throws IOException {
        boolean same = switch (source) {
            case Source.Archive _ ->
                locked.filter(LockedSource.Archive.class::isInstance).isPresent();
            case Source.Image _ ->
                locked.filter(LockedSource.Image.class::isInstance).isPresent();
            case Source.Repositories _ -> locked.isEmpty();
        };
        if (!same) {
            return Optional.of("the root file system comes from another kind of source");
        }
        if (source instanceof Source.Archive(Path file)) {
            String digest = "sha256:" + Fingerprint.of(file);
            return locked.map(LockedSource::digest)
                    .filter(expected -> !expected.equals(digest))
                    .map(expected -> "the archive " + file + " is " + digest + ", and " + expected + " is locked");
        }
        return Optional.empty();
    }

    private static void compare(String what, String locked, String asked, List<String> found) {
        if (!locked.equals(asked)) {
            found.add(what + " is " + asked + " in the config, and " + locked + " in the lock");
        }
    }

    private static void compare(LockedPart.Name name, PackageRequests request, LockedPart part, List<String> found) {
        var added = new TreeSet<>(request.names());
        part.names().forEach(added::remove);
        if (!added.isEmpty()) {
            found.add(name.key() + ": not locked: " + String.join(", ", added));
        }
        var removed = new TreeSet<>(part.names());
        request.names().forEach(removed::remove);
        if (!removed.isEmpty()) {
            found.add(name.key() + ": locked, but no longer asked for: " + String.join(", ", removed));
        }
        if (!request.sources().equals(part.sources())) {
            found.add(name.key() + ": the repositories are " + String.join(", ", request.sources())
                    + " in the config, and " + String.join(", ", part.sources()) + " in the lock");
        }
    }

    /** The packages that are in a new lock in an older version than in the one before it. */
    public static List<LockDifference.Change> downgrades(LockFile before, LockFile after) {
        if (!before.distribution().equals(after.distribution())) {
            return List.of();
        }
        Comparator<String> order =
                switch (DistributionProfile.of(after.distribution()).packageManager()) {
                    case APT -> DebianVersion.ORDER;
                    case DNF -> RpmVersion.ORDER;
                };
        return LockDifference.between(before, after).values().stream()
                .flatMap(difference -> difference.changed().stream())
                .filter(change ->
                        order.compare(change.after().version(), change.before().version()) < 0)
                .toList();
    }
}
