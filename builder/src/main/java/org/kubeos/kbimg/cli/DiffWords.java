package org.kubeos.kbimg.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kubeos.kbimg.artifact.diff.ChangeKind;
import org.kubeos.kbimg.artifact.diff.ComparedPackage;
import org.kubeos.kbimg.artifact.diff.Comparison;
import org.kubeos.kbimg.artifact.diff.FieldChange;
import org.kubeos.kbimg.artifact.diff.FileChange;
import org.kubeos.kbimg.artifact.diff.FileEntry;
import org.kubeos.kbimg.artifact.diff.PackageChange;
import org.kubeos.kbimg.artifact.diff.RootChanges;
import org.kubeos.kbimg.artifact.diff.RootChanges.AccountChange;
import org.kubeos.kbimg.config.DataSize;

/** How differences are put, whatever they are printed as. */
final class DiffWords {

    /** Directories that are shown, of those whose size has changed. */
    static final int MAX_DIRECTORIES = 10;

    /** Digits of a digest that tell archives apart for people. */
    private static final int SHORT_DIGEST = 12;

    private DiffWords() {}

    /** What has changed in numbers, as parts of a sentence; none if nothing has. */
    static List<String> summary(Comparison comparison) {
        var parts = new ArrayList<String>();
        comparison.packages().ifPresent(changes -> {
            for (PackageChange.Kind kind : PackageChange.Kind.values()) {
                long count =
                        changes.stream().filter(change -> change.kind() == kind).count();
                add(parts, count, "package", name(kind));
            }
        });
        comparison.root().ifPresent(root -> {
            for (ChangeKind kind : ChangeKind.values()) {
                long count = root.files().stream()
                        .filter(change -> change.kind() == kind)
                        .count();
                add(parts, count, "file", name(kind));
            }
            add(parts, root.kernelArguments().size(), "kernel argument", "changed");
            add(parts, root.services().size(), "service", "changed");
            add(parts, root.users().size(), "user", "changed");
            add(parts, root.groups().size(), "group", "changed");
        });
        comparison.settings().ifPresent(changes -> add(parts, changes.size(), "setting", "changed"));
        return parts;
    }

    private static void add(List<String> parts, long count, String what, String verb) {
        if (count > 0) {
            parts.add(count + " " + what + (count == 1 ? "" : "s") + " " + verb);
        }
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Its size before and after, and the difference. */
    static String size(RootChanges root) {
        return size(root.sizeBefore()) + " -> " + size(root.sizeAfter()) + " ("
                + growth(root.sizeAfter() - root.sizeBefore()) + ")";
    }

    static String size(long bytes) {
        return new DataSize(bytes).toString();
    }

    static String growth(long bytes) {
        return (bytes < 0 ? "-" : "+") + new DataSize(Math.abs(bytes));
    }

    static String sign(ChangeKind kind) {
        return switch (kind) {
            case ADDED -> "+";
            case REMOVED -> "-";
            case CHANGED -> "~";
        };
    }

    /** The version, with what else differs if that alone doesn't tell. */
    static String version(Optional<ComparedPackage> side, PackageChange change) {
        boolean both = change.before().isPresent() && change.after().isPresent();
        boolean moved = both && differs(change, ComparedPackage::architecture);
        boolean rebuilt = both && !differs(change, ComparedPackage::version) && !moved;
        return side.map(one -> one.version()
                        + (moved ? " (" + one.architecture() + ")" : "")
                        + (rebuilt
                                ? one.digest()
                                        .map(digest -> " (" + shortened(digest) + ")")
                                        .orElse("")
                                : ""))
                .orElse("");
    }

    private static boolean differs(PackageChange change, Function<ComparedPackage, String> field) {
        return !change.before().map(field).equals(change.after().map(field));
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(digest.length(), digest.indexOf(':') + 1 + SHORT_DIGEST));
    }

    /** The size of a package, or by how much it has changed; empty if that isn't known. */
    static String size(PackageChange change) {
        Optional<DataSize> before = change.before().flatMap(ComparedPackage::size);
        Optional<DataSize> after = change.after().flatMap(ComparedPackage::size);
        if (change.before().isPresent() && change.after().isPresent()) {
            return before.isPresent() && after.isPresent() && !before.equals(after)
                    ? growth(after.get().bytes() - before.get().bytes())
                    : "";
        }
        return after.map(size -> growth(size.bytes()))
                .or(() -> before.map(size -> growth(-size.bytes())))
                .orElse("");
    }

    /** What has changed in a file: its size, and what else. */
    static String details(FileChange file) {
        return switch (file.kind()) {
            case ADDED -> isFile(file) ? size(file.after()) : file.type().words();
            case REMOVED -> isFile(file) ? size(file.before()) : file.type().words();
            case CHANGED ->
                file.fields().stream()
                        .map(field -> field.name().equals("content") ? content(file) : change(field))
                        .collect(Collectors.joining(", "));
        };
    }

    private static boolean isFile(FileChange file) {
        return file.type() == FileEntry.EntryType.FILE;
    }

    private static String content(FileChange file) {
        return file.before().equals(file.after())
                ? "content"
                : "content " + size(file.before()) + " -> " + size(file.after());
    }

    private static String size(OptionalLong bytes) {
        return size(bytes.orElse(0));
    }

    static String details(AccountChange account) {
        boolean changed = account.kind() == ChangeKind.CHANGED;
        return account.fields().stream()
                .map(field -> changed ? change(field) : field.name() + " " + onlyValue(field))
                .collect(Collectors.joining(", "));
    }

    /** {@code NAME BEFORE -> AFTER}, or what of it there is. */
    static String change(FieldChange field) {
        if (field.before().isEmpty() && field.after().isEmpty()) {
            return field.name();
        }
        return field.name() + " " + values(field);
    }

    /** {@code BEFORE -> AFTER}, {@code +AFTER}, or {@code -BEFORE}. */
    static String values(FieldChange field) {
        if (field.before().isEmpty()) {
            return "+" + field.after().orElse("");
        }
        return field.after()
                .map(after -> orEmpty(field.before().get()) + " -> " + orEmpty(after))
                .orElse("-" + field.before().get());
    }

    private static String orEmpty(String value) {
        return value.isEmpty() ? "(empty)" : value;
    }

    /** The value of a field that is on one side alone. */
    static String onlyValue(FieldChange field) {
        return field.after().or(field::before).orElse("");
    }

    static ChangeKind kind(FieldChange field) {
        return field.before().isEmpty()
                ? ChangeKind.ADDED
                : field.after().isEmpty() ? ChangeKind.REMOVED : ChangeKind.CHANGED;
    }
}
