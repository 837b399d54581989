package org.kubeos.kbimg.artifact.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.Setting;

/**
 * What two things differ in. A part that is empty could not be compared.
 *
 * @param before name of the first
 * @param after name of the second
 * @param notCompared sentences about what one of them alone tells
 * @param facts about all of it, such as the version
 */
public record Comparison(
        String before,
        String after,
        List<String> notCompared,
        List<FieldChange> facts,
        Optional<List<PackageChange>> packages,
        Optional<RootChanges> root,
        Optional<List<FieldChange>> settings) {

    public Comparison {
        notCompared = List.copyOf(notCompared);
        facts = List.copyOf(facts);
        packages = packages.map(List::copyOf);
        settings = settings.map(List::copyOf);
    }

    /** Whether they differ in anything that was compared. */
    public boolean different() {
        return !facts.isEmpty()
                || packages.filter(changes -> !changes.isEmpty()).isPresent()
                || root.filter(changes -> !changes.isEmpty()).isPresent()
                || settings.filter(changes -> !changes.isEmpty()).isPresent();
    }

    /**
     * Compares all that both sides tell.
     *
     * @throws UsageException if they have nothing in common
     * @throws IOException if a file on one of the sides can't be read
     */
    public static Comparison of(Contents before, Contents after) throws IOException {
        requireCommon(before, after);
        var notCompared = new ArrayList<String>();
        Optional<List<PackageChange>> packages =
                before.packages().isPresent() && after.packages().isPresent()
                        ? Optional.of(PackageChange.between(
                                before.packages().get(), after.packages().get()))
                        : Optional.empty();
        addOmission("Packages", before, after, before.packages(), after.packages(), notCompared);
        Optional<RootChanges> root = Optional.empty();
        if (before.root().isPresent() && after.root().isPresent()) {
            root = Optional.of(
                    roots(before, before.root().get(), after, after.root().get(), notCompared));
        }
        addOmission(
                "Files, kernel arguments, services, and accounts",
                before,
                after,
                before.root(),
                after.root(),
                notCompared);
        Optional<List<FieldChange>> settings = before.settings().isPresent()
                        && after.settings().isPresent()
                ? Optional.of(settings(before.settings().get(), after.settings().get()))
                : Optional.empty();
        addOmission("Settings", before, after, before.settings(), after.settings(), notCompared);
        return new Comparison(before.name(), after.name(), notCompared, facts(before, after), packages, root, settings);
    }

    private static void requireCommon(Contents before, Contents after) {
        boolean common = before.kind().equals(after.kind())
                || before.packages().isPresent() && after.packages().isPresent()
                || before.root().isPresent() && after.root().isPresent()
                || before.settings().isPresent() && after.settings().isPresent();
        if (!common) {
            throw new UsageException(
                    "Can't compare " + before.name() + ", " + before.kind() + ", with " + after.name()
                            + ", " + after.kind()
                            + ": they have nothing in common. Compare a config with another config,"
                            + " and anything else with a manifest, a lock file, an image, a rootfs archive, or an output directory.");
        }
    }

    private static void addOmission(
            String what,
            Contents before,
            Contents after,
            Optional<?> one,
            Optional<?> other,
            List<String> notCompared) {
        if (one.isPresent() != other.isPresent()) {
            Contents without = one.isPresent() ? after : before;
            notCompared.add(
                    what + " aren't compared: " + without.name() + ", " + without.kind() + ", doesn't tell them.");
        }
    }

    private static RootChanges roots(
            Contents before, RootFileSystem one, Contents after, RootFileSystem other, List<String> notCompared)
            throws IOException {
        addMissing(before, one.files(), notCompared);
        addMissing(after, other.files(), notCompared);
        if (one.kernelArguments().isPresent() != other.kernelArguments().isPresent()) {
            Contents without = one.kernelArguments().isPresent() ? after : before;
            notCompared.add("Kernel arguments aren't compared: " + without.name() + " has no boot menu.");
        }
        var missing = new TreeSet<>(one.files().missing());
        missing.addAll(other.files().missing());
        return RootChanges.between(one, other, path -> !FileListing.isBelow(path, missing));
    }

    private static void addMissing(Contents side, FileListing files, List<String> notCompared) {
        if (!files.missing().isEmpty()) {
            String directories =
                    files.missing().stream().map(directory -> "/" + directory).collect(Collectors.joining(" and "));
            notCompared.add("Files below " + directories + " aren't compared: " + side.name()
                    + " has no file system for them.");
        }
    }

    /** Different kinds tell different facts, and that isn't a difference. */
    private static List<FieldChange> facts(Contents before, Contents after) {
        SortedMap<String, String> one = new TreeMap<>(before.facts());
        SortedMap<String, String> other = new TreeMap<>(after.facts());
        if (!before.kind().equals(after.kind())) {
            one.keySet().retainAll(after.facts().keySet());
            other.keySet().retainAll(before.facts().keySet());
        }
        return FieldChange.between(one, other);
    }

    private static List<FieldChange> settings(List<Setting> before, List<Setting> after) {
        Map<String, List<Setting>> old = byKey(before);
        Map<String, List<Setting>> now = byKey(after);
        var keys = new TreeSet<>(old.keySet());
        keys.addAll(now.keySet());
        var changes = new ArrayList<FieldChange>();
        for (String key : keys) {
            addSetting(key, old.getOrDefault(key, List.of()), now.getOrDefault(key, List.of()), changes);
        }
        return changes;
    }

    private static Map<String, List<Setting>> byKey(List<Setting> settings) {
        return settings.stream().collect(Collectors.groupingBy(Setting::key, TreeMap::new, Collectors.toList()));
    }

    private static void addSetting(String key, List<Setting> before, List<Setting> after, List<FieldChange> changes) {
        var removed = new ArrayList<>(before);
        after.forEach(removed::remove);
        var added = new ArrayList<>(after);
        before.forEach(added::remove);
        if (removed.size() == 1 && added.size() == 1 && before.size() == 1 && after.size() == 1) {
            changes.add(FieldChange.of(
                    key, removed.getFirst().shown(), added.getFirst().shown()));
        } else {
            removed.forEach(setting -> changes.add(FieldChange.removed(key, setting.shown())));
            added.forEach(setting -> changes.add(FieldChange.added(key, setting.shown())));
        }
        if (removed.isEmpty() && added.isEmpty() && !before.equals(after)) {
            changes.add(FieldChange.of(key, shown(before), shown(after)));
        }
    }

    private static String shown(List<Setting> settings) {
        return settings.stream().map(Setting::shown).collect(Collectors.joining(", "));
    }
}
