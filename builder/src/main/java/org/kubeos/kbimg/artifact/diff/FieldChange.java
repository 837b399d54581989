package org.kubeos.kbimg.artifact.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * A value that isn't the same on both sides.
 *
 * @param before empty if there was none
 * @param after empty if there is none any more
 */
public record FieldChange(String name, Optional<String> before, Optional<String> after) {

    static FieldChange of(String name, String before, String after) {
        return new FieldChange(name, Optional.of(before), Optional.of(after));
    }

    static FieldChange removed(String name, String before) {
        return new FieldChange(name, Optional.of(before), Optional.empty());
    }

    static FieldChange added(String name, String after) {
        return new FieldChange(name, Optional.empty(), Optional.of(after));
    }

    /** Adds a change if there is one. */
    static void addIfDifferent(String name, Object before, Object after, List<FieldChange> changes) {
        if (!before.equals(after)) {
            changes.add(of(name, before.toString(), after.toString()));
        }
    }

    static List<FieldChange> between(SortedMap<String, String> before, SortedMap<String, String> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        var changes = new ArrayList<FieldChange>();
        for (String name : names) {
            Optional<String> one = Optional.ofNullable(before.get(name));
            Optional<String> other = Optional.ofNullable(after.get(name));
            if (!one.equals(other)) {
                changes.add(new FieldChange(name, one, other));
            }
        }
        return changes;
    }

    /**
     * What was taken from a list and added to it. An item {@code NAME=VALUE} whose name each list has once has changed
     * its value, and one without a value has an empty one. Lists of the same items in another order differ in that alone.
     */
    static List<FieldChange> betweenArguments(List<String> before, List<String> after) {
        List<String> removed = without(before, after);
        List<String> added = without(after, before);
        if (removed.isEmpty() && added.isEmpty()) {
            return before.equals(after)
                    ? List.of()
                    : List.of(of("order", String.join(" ", before), String.join(" ", after)));
        }
        var changes = new ArrayList<FieldChange>();
        removed.forEach(argument -> changes.add(removed(nameOf(argument), valueOf(argument))));
        added.forEach(argument -> changes.add(added(nameOf(argument), valueOf(argument))));
        return joined(changes);
    }

    private static List<FieldChange> joined(List<FieldChange> changes) {
        var joined = new ArrayList<FieldChange>();
        for (FieldChange change : changes) {
            List<FieldChange> same = changes.stream()
                    .filter(other -> other.name().equals(change.name()))
                    .toList();
            boolean pair = same.size() == 2
                    && same.getFirst().after().isEmpty()
                    && same.getLast().before().isEmpty();
            if (!pair) {
                joined.add(change);
            } else if (change.after().isEmpty()) {
                joined.add(new FieldChange(
                        change.name(), change.before(), same.getLast().after()));
            }
        }
        return joined;
    }

    private static String nameOf(String argument) {
        int equals = argument.indexOf('=');
        return equals < 0 ? argument : argument.substring(0, equals);
    }

    private static String valueOf(String argument) {
        return argument.substring(argument.indexOf('=') < 0 ? argument.length() : argument.indexOf('=') + 1);
    }

    /** Counting repetitions. */
    static List<String> without(List<String> list, List<String> others) {
        var rest = new ArrayList<>(list);
        others.forEach(rest::remove);
        return rest;
    }
}
