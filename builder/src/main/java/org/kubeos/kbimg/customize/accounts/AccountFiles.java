package org.kubeos.kbimg.customize.accounts;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.customize.FileTree;
import org.kubeos.kbimg.customize.NodeFiles.Ids;

/** The accounts of a root file system: {@code passwd}, {@code shadow}, {@code group} and {@code gshadow} below /etc. */
final class AccountFiles {

    private static final String PASSWD = "etc/passwd";
    private static final String SHADOW = "etc/shadow";
    private static final String GROUP = "etc/group";
    private static final String GSHADOW = "etc/gshadow";

    // Fields of passwd(5), shadow(5) and group(5).
    private static final int ID = 2;
    private static final int PRIMARY_GROUP = 3;
    private static final int HOME = 5;
    private static final int SHELL = 6;
    private static final int PASSWORD = 1;
    private static final int EXPIRES = 7;
    private static final int MEMBERS = 3;

    /** Where the ids of people begin: UID_MIN of login.defs(5), on all distributions alike. */
    private static final long FIRST_ID = 1000;

    private final FileTree tree;
    private final AccountTable passwd;
    private final AccountTable shadow;
    private final AccountTable group;
    private final Optional<AccountTable> gshadow;
    private final Set<Long> takenIds = new HashSet<>();

    AccountFiles(FileTree tree) {
        this.tree = tree;
        passwd = required(PASSWD);
        shadow = required(SHADOW);
        group = required(GROUP);
        gshadow = tree.readText(GSHADOW).map(AccountTable::parse);
    }

    private AccountTable required(String path) {
        return tree.readText(path)
                .map(AccountTable::parse)
                .orElseThrow(() -> new BuildException("The root file system has no /" + path
                        + "; the rootfs archive doesn't contain a complete system"));
    }

    /** Writes the files back, each with the owner and mode that it has. */
    void store() {
        tree.writeText(PASSWD, passwd.text());
        tree.writeText(SHADOW, shadow.text());
        tree.writeText(GROUP, group.text());
        gshadow.ifPresent(table -> tree.writeText(GSHADOW, table.text()));
    }

    /** Reserves an ID, so that it is not assigned automatically. */
    void reserve(long id) {
        takenIds.add(id);
    }

    boolean hasUser(String name) {
        return passwd.find(name).isPresent();
    }

    /** The numbers of an account and its primary group. */
    Ids idsOf(String user) {
        List<String> row = passwd.find(user).orElseThrow(() -> new IllegalArgumentException(user));
        return new Ids(Long.parseLong(row.get(ID)), Long.parseLong(row.get(PRIMARY_GROUP)));
    }

    String homeOf(String user) {
        return passwd.find(user)
                .orElseThrow(() -> new IllegalArgumentException(user))
                .get(HOME);
    }

    Optional<String> userWith(long uid) {
        return passwd.nameWith(ID, String.valueOf(uid));
    }

    boolean hasGroup(String name) {
        return group.find(name).isPresent();
    }

    /** Whether a group other than {@code name} has this number. */
    boolean hasGroupWith(long gid, String name) {
        return group.nameWith(ID, String.valueOf(gid))
                .filter(other -> !other.equals(name))
                .isPresent();
    }

    Optional<Long> findGid(String name) {
        return group.find(name).map(row -> Long.parseLong(row.get(ID)));
    }

    /** The number of a group, which is made if it is missing. */
    long group(String name, Optional<Long> gid) {
        Optional<Long> present = findGid(name);
        if (present.isPresent()) {
            requireSame("group", name, present.get(), gid);
            return present.get();
        }
        gid.flatMap(id -> group.nameWith(ID, id.toString())).ifPresent(other -> taken("group", name, gid, other));
        long id = gid.orElseGet(this::freeId);
        group.add(name, "x", String.valueOf(id), "");
        gshadow.ifPresent(table -> table.add(name, "!", "", ""));
        return id;
    }

    /**
     * Makes an account, or changes one that is there.
     *
     * @param lastChange of the password, in days since 1970
     */
    void user(String name, Optional<Long> uid, long gid, String home, String shell, long lastChange) {
        if (!hasUser(name)) {
            uid.flatMap(id -> passwd.nameWith(ID, id.toString())).ifPresent(other -> taken("user", name, uid, other));
            long id = uid.orElseGet(this::freeId);
            passwd.add(name, "x", String.valueOf(id), String.valueOf(gid), "", home, shell);
            if (shadow.find(name).isEmpty()) {
                shadow.add(name, "*", String.valueOf(lastChange), "0", "99999", "7", "", "", "");
            }
        }
        requireSame("user", name, idsOf(name).uid(), uid);
        passwd.change(name, PRIMARY_GROUP, _ -> String.valueOf(gid));
        passwd.change(name, HOME, _ -> home);
        passwd.change(name, SHELL, _ -> shell);
    }

    /** A number that no user and no group has. */
    long freeId() {
        takenIds.addAll(passwd.numbers(ID));
        takenIds.addAll(group.numbers(ID));
        long id = FIRST_ID;
        while (takenIds.contains(id)) {
            id++;
        }
        return id;
    }

    void addMember(String groupName, String user) {
        group.change(groupName, MEMBERS, members -> withMember(members, user));
        gshadow.ifPresent(table -> table.change(groupName, MEMBERS, members -> withMember(members, user)));
    }

    private static String withMember(String members, String user) {
        if (members.isEmpty()) {
            return user;
        }
        return List.of(members.split(",")).contains(user) ? members : members + "," + user;
    }

    /**
     * Sets how to log in with a password.
     *
     * @param field of shadow(5)
     * @param expired whether the account is closed for every way to log in
     */
    void setPassword(String user, String field, boolean expired) {
        if (shadow.find(user).isEmpty()) {
            throw new BuildException("/etc/shadow in the root file system has no account '" + user
                    + "'; the rootfs archive doesn't contain a complete system");
        }
        passwd.change(user, PASSWORD, _ -> "x");
        shadow.change(user, PASSWORD, _ -> field);
        shadow.change(user, EXPIRES, _ -> expired ? "1" : "");
    }

    private static void requireSame(String what, String name, long present, Optional<Long> wanted) {
        if (wanted.isPresent() && wanted.get() != present) {
            throw new UsageException(what + "s: the " + what + " " + name + " has the ID " + present
                    + " in the root file system, and its files belong to that; remove the ID " + wanted.get());
        }
    }

    private static void taken(String what, String name, Optional<Long> id, String other) {
        throw new UsageException(what + "s: " + name + " can't have the ID " + id.orElseThrow() + ", which the " + what
                + " " + other + " in the root file system has; choose another one");
    }
}
