package org.kubeos.kbimg.config.node;

import java.util.List;
import java.util.stream.Stream;
import org.kubeos.yamlschema.Key;
import org.kubeos.yamlschema.ListType;
import org.kubeos.yamlschema.MappingType;
import org.kubeos.yamlschema.ParsedMapping;

/** The sections {@code root}, {@code users} and {@code groups}. */
public final class UsersSchema {

    private static final Key<Password> PASSWORD = Key.optional(
            "password",
            PasswordSchema.ACCOUNT,
            "Password, preferably a hash, as printed by `openssl passwd -6`. Plain text is hashed, with a"
                    + " warning if it is in the config itself; `{env: NAME}` and `{file: PATH}` keep it"
                    + " elsewhere. If omitted, nobody can log in with a password.");
    private static final Key<List<String>> SSH_KEYS = Key.optional(
                    "sshKeys",
                    new ListType<>("a list of SSH public keys", NodeScalarTypes.SSH_KEY),
                    "Keys for SSH login: the entire content of `authorized_keys`.")
            .orElse(List.of(), "none");
    private static final Key<Boolean> LOCKED = Key.optional(
                    "locked",
                    NodeScalarTypes.YES_OR_NO,
                    "Whether to disable all logins, regardless of password and keys.")
            .orElse(false, "false");

    /** The account root. */
    public static final MappingType<User.Access> ROOT =
            MappingType.of(List.of(PASSWORD, SSH_KEYS, LOCKED), UsersSchema::access);

    private static final Key<String> NAME = Key.required("name", NodeScalarTypes.USER, "Account name.");
    private static final Key<Long> UID =
            Key.optional("uid", NodeScalarTypes.ID, "Numeric ID. If omitted, the first free one from 1000 on.");
    private static final Key<String> PRIMARY_GROUP = Key.optional(
            "group",
            NodeScalarTypes.GROUP,
            "Primary group, created if missing. If omitted, it is named after the account.");
    private static final Key<List<String>> MORE_GROUPS = Key.optional(
                    "groups",
                    new ListType<>("a list of groups", NodeScalarTypes.GROUP),
                    "Supplementary groups, created if missing.")
            .orElse(List.of(), "none");
    private static final Key<String> HOME = Key.optional(
            "home",
            NodeScalarTypes.DIRECTORY,
            "Home directory, created from the image's `/etc/skel`. If omitted, it is in `/home`. Because the"
                    + " root is read-only, it is writable only below a path of `persist`.");
    private static final Key<String> SHELL = Key.optional(
            "shell",
            NodeScalarTypes.PROGRAM,
            "Login shell. If omitted, `/bin/bash`, or `/bin/sh` if there is no bash.");

    private static final MappingType<User> USER = MappingType.of(
            List.of(NAME, PASSWORD, SSH_KEYS, LOCKED, UID, PRIMARY_GROUP, MORE_GROUPS, HOME, SHELL),
            v -> new User(
                    v.get(NAME),
                    v.find(UID),
                    v.find(PRIMARY_GROUP),
                    v.get(MORE_GROUPS),
                    v.find(HOME),
                    v.find(SHELL),
                    access(v)));

    private static final Key<String> GROUP_NAME = Key.required("name", NodeScalarTypes.GROUP, "Group name.");
    private static final Key<Long> GID =
            Key.optional("gid", NodeScalarTypes.ID, "Numeric ID. If omitted, the first free one from 1000 on.");
    private static final MappingType<Group> GROUP =
            MappingType.of(List.of(GROUP_NAME, GID), v -> new Group(v.get(GROUP_NAME), v.find(GID)));

    static final Key<List<User>> USERS = Key.optional(
                    "users",
                    new ListType<>("a list of accounts", USER),
                    "Accounts besides root. If a package has already created the account, it is changed to match.")
            .orElse(List.of(), "none");
    static final Key<List<Group>> GROUPS = Key.optional(
                    "groups", new ListType<>("a list of groups", GROUP), "Groups besides those that accounts name.")
            .orElse(List.of(), "none");

    private UsersSchema() {}

    private static User.Access access(ParsedMapping v) {
        return new User.Access(v.find(PASSWORD), v.get(SSH_KEYS), v.get(LOCKED));
    }

    static void check(ParsedMapping values) {
        List<User> users = values.find(USERS).orElse(List.of());
        for (int i = 0; i < users.size(); i++) {
            if (users.get(i).name().equals("root")) {
                values.report(USERS, i, "root can't be in this list: it has its own key, root");
            }
        }
        List<Group> groups = values.find(GROUPS).orElse(List.of());
        values.requireDistinct(USERS, users, "account named", user -> Stream.of(user.name()));
        values.requireDistinct(USERS, users, "account with the uid", user -> user.uid().stream());
        values.requireDistinct(GROUPS, groups, "group named", group -> Stream.of(group.name()));
        values.requireDistinct(GROUPS, groups, "group with the gid", group -> group.gid().stream());
    }
}
