package org.kubeos.kbimg.artifact.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.kubeos.kbimg.customize.accounts.Accounts;
import org.kubeos.kbimg.customize.accounts.Accounts.Group;
import org.kubeos.kbimg.customize.accounts.Accounts.User;
import org.kubeos.kbimg.customize.units.UnitState;

/**
 * What two root file systems differ in.
 *
 * @param services units that are enabled, disabled, or masked on one side at least
 * @param directories whose size has changed, the one that has changed most first
 * @param sizeBefore of all regular files that are compared, in bytes
 * @param sizeAfter the same afterwards
 */
public record RootChanges(
        List<FieldChange> kernelArguments,
        List<FieldChange> services,
        List<AccountChange> users,
        List<AccountChange> groups,
        List<FileChange> files,
        List<DirectorySize> directories,
        long sizeBefore,
        long sizeAfter) {

    public RootChanges {
        kernelArguments = List.copyOf(kernelArguments);
        services = List.copyOf(services);
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        files = List.copyOf(files);
        directories = List.copyOf(directories);
    }

    /** @param fields what has changed; of an account that was added or removed, what it is */
    public record AccountChange(String name, ChangeKind kind, List<FieldChange> fields) {
        public AccountChange {
            fields = List.copyOf(fields);
        }
    }

    boolean isEmpty() {
        return kernelArguments.isEmpty()
                && services.isEmpty()
                && users.isEmpty()
                && groups.isEmpty()
                && files.isEmpty();
    }

    /** @param compared whether a path is looked at */
    static RootChanges between(RootFileSystem before, RootFileSystem after, Predicate<String> compared)
            throws IOException {
        List<FieldChange> arguments = before.kernelArguments().isPresent()
                        && after.kernelArguments().isPresent()
                ? FieldChange.betweenArguments(
                        before.kernelArguments().get(), after.kernelArguments().get())
                : List.of();
        return new RootChanges(
                arguments,
                services(before.services(), after.services()),
                users(before.accounts(), after.accounts()),
                groups(before.accounts(), after.accounts()),
                FileChange.between(before.files(), after.files(), compared),
                DirectorySize.changes(before.files(), after.files(), compared),
                DirectorySize.total(before.files(), compared),
                DirectorySize.total(after.files(), compared));
    }

    private static List<FieldChange> services(SortedMap<String, UnitState> before, SortedMap<String, UnitState> after) {
        return FieldChange.between(states(before), states(after)).stream()
                .filter(change -> !isStatic(change.before()) || !isStatic(change.after()))
                .toList();
    }

    private static SortedMap<String, String> states(SortedMap<String, UnitState> units) {
        var states = new TreeMap<String, String>();
        units.forEach((unit, state) -> states.put(unit, name(state)));
        return states;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The files tell of units that come and go and that nobody decides about. */
    private static boolean isStatic(Optional<String> state) {
        return state.isEmpty() || state.get().equals(name(UnitState.STATIC));
    }

    private static List<AccountChange> users(Accounts before, Accounts after) {
        return accounts(before.users(), after.users(), RootChanges::fields, RootChanges::description);
    }

    private static List<AccountChange> groups(Accounts before, Accounts after) {
        return accounts(before.groups(), after.groups(), RootChanges::fields, RootChanges::description);
    }

    private interface Fields<T> {
        List<FieldChange> between(T before, T after);
    }

    private static <T> List<AccountChange> accounts(
            SortedMap<String, T> before,
            SortedMap<String, T> after,
            Fields<T> fields,
            Function<T, SortedMap<String, String>> description) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        var changes = new ArrayList<AccountChange>();
        for (String name : names) {
            Optional<T> one = Optional.ofNullable(before.get(name));
            Optional<T> other = Optional.ofNullable(after.get(name));
            if (one.isEmpty()) {
                changes.add(new AccountChange(
                        name,
                        ChangeKind.ADDED,
                        FieldChange.between(new TreeMap<>(), description.apply(other.orElseThrow()))));
            } else if (other.isEmpty()) {
                changes.add(new AccountChange(
                        name, ChangeKind.REMOVED, FieldChange.between(description.apply(one.get()), new TreeMap<>())));
            } else {
                List<FieldChange> changed = fields.between(one.get(), other.get());
                if (!changed.isEmpty()) {
                    changes.add(new AccountChange(name, ChangeKind.CHANGED, changed));
                }
            }
        }
        return changes;
    }

    private static SortedMap<String, String> description(User user) {
        return new TreeMap<>(Map.of("uid", user.uid(), "shell", user.shell(), "password", name(user.password())));
    }

    private static SortedMap<String, String> description(Group group) {
        return new TreeMap<>(Map.of("gid", group.gid()));
    }

    private static List<FieldChange> fields(User before, User after) {
        var changes = new ArrayList<FieldChange>();
        FieldChange.addIfDifferent("uid", before.uid(), after.uid(), changes);
        FieldChange.addIfDifferent("gid", before.gid(), after.gid(), changes);
        FieldChange.addIfDifferent("home", before.home(), after.home(), changes);
        FieldChange.addIfDifferent("shell", before.shell(), after.shell(), changes);
        if (before.password() != after.password()) {
            changes.add(FieldChange.of("password", name(before.password()), name(after.password())));
        } else if (before.password() == Accounts.Password.SET && !before.hash().equals(after.hash())) {
            changes.add(new FieldChange("password", Optional.empty(), Optional.empty()));
        }
        FieldChange.addIfDifferent("expired", before.expired(), after.expired(), changes);
        return changes;
    }

    private static List<FieldChange> fields(Group before, Group after) {
        var changes = new ArrayList<FieldChange>();
        FieldChange.addIfDifferent("gid", before.gid(), after.gid(), changes);
        FieldChange.without(before.members(), after.members())
                .forEach(member -> changes.add(FieldChange.removed("member", member)));
        FieldChange.without(after.members(), before.members())
                .forEach(member -> changes.add(FieldChange.added("member", member)));
        return changes;
    }
}
