package org.kubeos.kbimg.customize.accounts;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kubeos.kbimg.customize.tree.FileTree;

/** The accounts of a root file system as people may see them: by name, and without password hashes. */
public record Accounts(SortedMap<String, User> users, SortedMap<String, Group> groups) {

    // Fields of passwd(5), shadow(5) and group(5).
    private static final int PASSWORD = 1;
    private static final int ID = 2;
    private static final int GID = 3;
    private static final int MEMBERS = 3;
    private static final int HOME = 5;
    private static final int SHELL = 6;
    private static final int EXPIRES = 7;

    public Accounts {
        users = Collections.unmodifiableSortedMap(new TreeMap<>(users));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }

    /**
     * @param uid as it is written
     * @param gid of the primary group, as it is written
     * @param hash for comparisons alone
     * @param expired whether the account is closed for every way to log in
     */
    public record User(
            String uid, String gid, String home, String shell, Password password, Hash hash, boolean expired) {}

    /** @param gid as it is written */
    public record Group(String gid, List<String> members) {
        public Group {
            members = List.copyOf(members);
        }
    }

    /** Whether an account has a password. */
    public enum Password {
        /** None is asked for. */
        EMPTY,
        SET,
        /** None lets anyone in. */
        LOCKED
    }

    /** A password's hash, which can be compared and not be shown. */
    public static final class Hash {

        private final String text;

        private Hash(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Hash hash && hash.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public String toString() {
            return "********";
        }
    }

    /** Reads them; none where the files are missing, and lines without a name and an ID are left out. */
    public static Accounts of(FileTree tree) {
        var users = new TreeMap<String, User>();
        AccountTable shadow = AccountTable.parse(tree.findText("etc/shadow").orElse(""));
        for (List<String> row : rows(tree, "etc/passwd")) {
            users.putIfAbsent(row.getFirst(), user(row, shadow.find(row.getFirst())));
        }
        var groups = new TreeMap<String, Group>();
        for (List<String> row : rows(tree, "etc/group")) {
            List<String> members = Arrays.stream(field(row, MEMBERS).split(","))
                    .filter(name -> !name.isBlank())
                    .sorted()
                    .toList();
            groups.putIfAbsent(row.getFirst(), new Group(row.get(ID), members));
        }
        return new Accounts(users, groups);
    }

    private static List<List<String>> rows(FileTree tree, String path) {
        return AccountTable.parse(tree.findText(path).orElse("")).rows().stream()
                .filter(row -> row.size() > ID && !row.getFirst().isEmpty())
                .toList();
    }

    private static User user(List<String> row, Optional<List<String>> shadow) {
        String written = row.get(PASSWORD);
        String hash = written.equals("x")
                ? shadow.map(found -> field(found, PASSWORD)).orElse("*")
                : written;
        return new User(
                row.get(ID),
                field(row, GID),
                field(row, HOME),
                field(row, SHELL),
                password(hash),
                new Hash(hash),
                shadow.filter(found -> !field(found, EXPIRES).isEmpty()).isPresent());
    }

    /** crypt(5): no hash begins with one of these signs, or contains them. */
    private static Password password(String hash) {
        if (hash.isEmpty()) {
            return Password.EMPTY;
        }
        return hash.startsWith("!") || hash.startsWith("*") || hash.equals("x") ? Password.LOCKED : Password.SET;
    }

    private static String field(List<String> row, int number) {
        return row.size() > number ? row.get(number) : "";
    }
}
