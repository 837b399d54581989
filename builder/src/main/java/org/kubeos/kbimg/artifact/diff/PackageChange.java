package org.kubeos.kbimg.artifact.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * A package that isn't the same on both sides.
 *
 * @param before empty if it was added
 * @param after empty if it was removed
 */
public record PackageChange(Kind kind, Optional<ComparedPackage> before, Optional<ComparedPackage> after) {

    /** What happened to it. */
    public enum Kind {
        ADDED,
        REMOVED,
        UPGRADED,
        DOWNGRADED,
        /** Another architecture, archive, or kind of package, or versions that are written differently and equal. */
        CHANGED
    }

    /** Its name, the same on both sides. */
    public String name() {
        return after.or(() -> before).orElseThrow().name();
    }

    /**
     * All changes, by name. Of a package that is installed in several versions or for several architectures, those are
     * taken together that have the same architecture, if there is just one on each side.
     */
    static List<PackageChange> between(List<ComparedPackage> before, List<ComparedPackage> after) {
        Map<String, List<ComparedPackage>> old = byName(before);
        Map<String, List<ComparedPackage>> now = byName(after);
        var names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        var changes = new ArrayList<PackageChange>();
        for (String name : names) {
            addChanges(
                    new ArrayList<>(old.getOrDefault(name, List.of())),
                    new ArrayList<>(now.getOrDefault(name, List.of())),
                    changes);
        }
        return changes;
    }

    private static Map<String, List<ComparedPackage>> byName(List<ComparedPackage> packages) {
        return packages.stream()
                .collect(Collectors.groupingBy(ComparedPackage::name, TreeMap::new, Collectors.toList()));
    }

    private static void addChanges(
            List<ComparedPackage> before, List<ComparedPackage> after, List<PackageChange> changes) {
        for (ComparedPackage one : List.copyOf(before)) {
            after.stream().filter(one::isSame).findFirst().ifPresent(same -> {
                before.remove(one);
                after.remove(same);
            });
        }
        pair(before, after, (one, other) -> one.architecture().equals(other.architecture()), changes);
        pair(before, after, (_, _) -> true, changes);
        before.forEach(one -> changes.add(new PackageChange(Kind.REMOVED, Optional.of(one), Optional.empty())));
        after.forEach(one -> changes.add(new PackageChange(Kind.ADDED, Optional.empty(), Optional.of(one))));
    }

    private static void pair(
            List<ComparedPackage> before,
            List<ComparedPackage> after,
            BiPredicate<ComparedPackage, ComparedPackage> match,
            List<PackageChange> changes) {
        for (ComparedPackage one : List.copyOf(before)) {
            List<ComparedPackage> others =
                    after.stream().filter(other -> match.test(one, other)).toList();
            long rivals =
                    before.stream().filter(rival -> match.test(one, rival)).count();
            if (others.size() == 1 && rivals == 1) {
                ComparedPackage other = others.getFirst();
                changes.add(new PackageChange(kind(one, other), Optional.of(one), Optional.of(other)));
                before.remove(one);
                after.remove(other);
            }
        }
    }

    private static Kind kind(ComparedPackage before, ComparedPackage after) {
        if (before.format() != after.format()) {
            return Kind.CHANGED;
        }
        int order = before.format().order().compare(before.version(), after.version());
        return order == 0 ? Kind.CHANGED : order < 0 ? Kind.UPGRADED : Kind.DOWNGRADED;
    }
}
