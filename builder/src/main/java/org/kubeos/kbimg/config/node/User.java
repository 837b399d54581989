package org.kubeos.kbimg.config.node;

import java.util.List;
import java.util.Optional;

/**
 * An account that people log in to.
 *
 * @param uid empty: the first free one from 1000 on
 * @param group primary group; empty: one of the account's own name
 * @param groups further groups
 * @param home absolute; empty: {@code /home/NAME}
 * @param shell absolute; empty: bash if the image has it, else sh
 * @param access how to log in
 */
public record User(
        String name,
        Optional<Long> uid,
        Optional<String> group,
        List<String> groups,
        Optional<String> home,
        Optional<String> shell,
        Access access) {

    public User {
        groups = List.copyOf(groups);
    }

    /** Whether its shell is one that people can work in. */
    public boolean hasShell() {
        return shell.filter(program -> program.endsWith("/nologin") || program.endsWith("/false"))
                .isEmpty();
    }

    /** Whether it is meant to be logged in to, rather than locked or for programs alone. */
    public boolean isForPeople() {
        return hasShell() && !access.locked();
    }

    /**
     * How to log in to an account.
     *
     * @param password empty: not with a password
     * @param sshKeys lines of {@code authorized_keys}
     * @param locked whether all logins are disabled, regardless of password and keys
     */
    public record Access(Optional<Password> password, List<String> sshKeys, boolean locked) {

        /** No way to log in. */
        public static final Access NONE = new Access(Optional.empty(), List.of(), false);

        public Access {
            sshKeys = List.copyOf(sshKeys);
        }
    }
}
