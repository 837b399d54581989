package org.kubeos.kbimg.rootfs.lock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;

/**
 * How the packages of a part differ between two locks.
 *
 * @param added sorted by name
 * @param removed sorted by name
 * @param changed sorted by name
 */
public record LockDifference(List<PackageDescription> added, List<PackageDescription> removed, List<Change> changed) {

    public LockDifference {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    /** A package that has another version now, or another archive of the same version. */
    public record Change(PackageDescription before, PackageDescription after) {}

    private static final Comparator<PackageDescription> ORDER = Comparator.comparing(PackageDescription::name)
            .thenComparing(PackageDescription::architecture)
            .thenComparing(PackageDescription::version);

    /** The differences of two locks, by part; a part that one of them lacks has no packages there. */
    public static Map<LockedPart.Name, LockDifference> between(LockFile before, LockFile after) {
        Map<LockedPart.Name, LockDifference> all = new LinkedHashMap<>();
        for (LockedPart.Name name : LockedPart.Name.values()) {
            if (before.part(name).isPresent() || after.part(name).isPresent()) {
                all.put(name, between(packages(before.part(name)), packages(after.part(name))));
            }
        }
        return all;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }

    private static List<PackageDescription> packages(Optional<LockedPart> part) {
        return part.map(LockedPart::packages).orElse(List.of());
    }

    private static LockDifference between(List<PackageDescription> before, List<PackageDescription> after) {
        var removed = new ArrayList<>(before);
        var added = new ArrayList<>(after);
        removed.removeIf(one -> after.stream().anyMatch(other -> isSame(one, other)));
        added.removeIf(one -> before.stream().anyMatch(other -> isSame(one, other)));
        Map<String, PackageDescription> gone = new TreeMap<>();
        removed.forEach(one -> gone.put(one.name() + " " + one.architecture(), one));
        var changed = new ArrayList<Change>();
        for (PackageDescription one : List.copyOf(added)) {
            PackageDescription old = gone.remove(one.name() + " " + one.architecture());
            if (old != null) {
                changed.add(new Change(old, one));
                removed.remove(old);
                added.remove(one);
            }
        }
        added.sort(ORDER);
        removed.sort(ORDER);
        return new LockDifference(added, removed, changed);
    }

    /** Whether it is the same archive, wherever it is. */
    private static boolean isSame(PackageDescription one, PackageDescription other) {
        return one.name().equals(other.name())
                && one.architecture().equals(other.architecture())
                && one.version().equals(other.version())
                && one.digest().equals(other.digest());
    }
}
