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
            "The password, best as a hash, as `openssl passwd -6` prints it. Clear text is hashed, with a warning where it stands"
                    + " in the config; `{env: NAME}` and `{file: PATH}` keep it elsewhere. Without one, nobody logs in with a password.");
    private static final Key<List<String>> SSH_KEYS = Key.optional(
                    "sshKeys",
                    new ListType<>("a list of SSH public keys", NodeTypes.SSH_KEY),
                    "Keys that may log in over SSH, the whole content of `authorized_keys`.")
            .orElse(List.of(), "none");
    private static final Key<Boolean> LOCKED = Key.optional(
                    "locked", NodeTypes.YES_OR_NO, "Whether nobody may log in, whatever the password and keys.")
            .orElse(false, "false");

    /** The account root. */
    public static final MappingType<User.Access> ROOT =
            MappingType.of(List.of(PASSWORD, SSH_KEYS, LOCKED), UsersSchema::access);

    private static final Key<String> NAME = Key.required("name", NodeTypes.USER, "The account's name.");
    private static final Key<Long> UID =
            Key.optional("uid", NodeTypes.ID, "Numeric id. Without one, it is the first free one from 1000 on.");
    private static final Key<String> PRIMARY_GROUP = Key.optional(
            "group", NodeTypes.GROUP, "Primary group, made when missing. Without one, it has the account's own name.");
    private static final Key<List<String>> MORE_GROUPS = Key.optional(
                    "groups", new ListType<>("a list of groups", NodeTypes.GROUP), "Further groups, made when missing.")
            .orElse(List.of(), "none");
    private static final Key<String> HOME = Key.optional(
            "home",
            NodeTypes.DIRECTORY,
            "Home directory, made from the image's `/etc/skel`. Without one, it is in `/home`. The root being read-only, it can be"
                    + " written to only below a path of `persist`.");
    private static final Key<String> SHELL = Key.optional(
            "shell",
            NodeTypes.PROGRAM,
            "Login shell. Without one, it is `/bin/bash`, or `/bin/sh` where there is no bash.");

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

    private static final Key<String> GROUP_NAME = Key.required("name", NodeTypes.GROUP, "The group's name.");
    private static final Key<Long> GID =
            Key.optional("gid", NodeTypes.ID, "Numeric id. Without one, it is the first free one from 1000 on.");
    private static final MappingType<Group> GROUP =
            MappingType.of(List.of(GROUP_NAME, GID), v -> new Group(v.get(GROUP_NAME), v.find(GID)));

    static final Key<List<User>> USERS = Key.optional(
                    "users",
                    new ListType<>("a list of accounts", USER),
                    "Accounts beside root. One that a package brings is changed to what stands here.")
            .orElse(List.of(), "none");
    static final Key<List<Group>> GROUPS = Key.optional(
                    "groups", new ListType<>("a list of groups", GROUP), "Groups beside those that accounts name.")
            .orElse(List.of(), "none");

    private UsersSchema() {}

    private static User.Access access(ParsedMapping v) {
        return new User.Access(v.find(PASSWORD), v.get(SSH_KEYS), v.get(LOCKED));
    }

    static void check(ParsedMapping values) {
        List<User> users = values.find(USERS).orElse(List.of());
        for (int i = 0; i < users.size(); i++) {
            if (users.get(i).name().equals("root")) {
                values.report(USERS, i, "root is no account of this list: it has a key of its own, root");
            }
        }
        List<Group> groups = values.find(GROUPS).orElse(List.of());
        values.requireDistinct(USERS, users, "account named", user -> Stream.of(user.name()));
        values.requireDistinct(USERS, users, "account with the uid", user -> user.uid().stream());
        values.requireDistinct(GROUPS, groups, "group named", group -> Stream.of(group.name()));
        values.requireDistinct(GROUPS, groups, "group with the gid", group -> group.gid().stream());
    }
}
