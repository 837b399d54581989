package org.kubeos.kbimg.customize.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A file of lines with fields between colons, the first of them a name: passwd(5), shadow(5), group(5), gshadow(5). */
final class AccountTable {

    private final List<List<String>> rows = new ArrayList<>();

    static AccountTable parse(String text) {
        var table = new AccountTable();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> table.rows.add(List.of(line.split(":", -1))));
        return table;
    }

    /** The fields of all lines. */
    List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** The fields of the line that starts with {@code name}. */
    Optional<List<String>> find(String name) {
        return rows.stream().filter(row -> row.getFirst().equals(name)).findFirst();
    }

    /** The numbers in a field, of all lines where one is there. */
    List<Long> numbers(int field) {
        return rows.stream()
                .filter(row -> row.size() > field && row.get(field).matches("\\d{1,10}"))
                .map(row -> Long.parseLong(row.get(field)))
                .toList();
    }

    /** The name of the line that has {@code value} in a field. */
    Optional<String> nameWith(int field, String value) {
        return rows.stream()
                .filter(row -> row.size() > field && row.get(field).equals(value))
                .map(List::getFirst)
                .findFirst();
    }

    /** The names of the lines with a value in a field that {@code test} is true of. */
    List<String> namesWhere(int field, Predicate<String> test) {
        return rows.stream()
                .filter(row -> row.size() > field && test.test(row.get(field)))
                .map(List::getFirst)
                .toList();
    }

    void add(String... fields) {
        rows.add(List.of(fields));
    }

    /** Replaces a field of the line that starts with {@code name}, if there is one. */
    void change(String name, int field, UnaryOperator<String> value) {
        rows.replaceAll(row -> {
            if (!row.getFirst().equals(name) || row.size() <= field) {
                return row;
            }
            List<String> changed = new ArrayList<>(row);
            changed.set(field, value.apply(row.get(field)));
            return List.copyOf(changed);
        });
    }

    String text() {
        var text = new StringBuilder();
        rows.forEach(row -> text.append(String.join(":", row)).append('\n'));
        return text.toString();
    }
}
