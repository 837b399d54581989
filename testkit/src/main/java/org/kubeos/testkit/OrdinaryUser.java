package org.kubeos.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A user without privileges, with subordinate ids, to run commands as: made for the test when that runs as root, else
 * whoever runs the test. Closing it removes a user that was made, with the home directory and its processes' files.
 */
public final class OrdinaryUser implements AutoCloseable {

    private static final String NAME = "kbimg-test";

    private final boolean made;

    private OrdinaryUser(boolean made) {
        this.made = made;
    }

    public static boolean isRoot() {
        return Tool.run("id", "-u").expectSuccess().text().strip().equals("0");
    }

    /** Makes the user where that is possible; else it is the current one. */
    public static OrdinaryUser create() {
        if (!isRoot()) {
            return new OrdinaryUser(false);
        }
        remove();
        Tool.run("useradd", "--create-home", "--shell", "/bin/sh", NAME).expectSuccess();
        boolean hasSubordinateIds =
                Tool.run("grep", "-q", "^" + NAME + ":", "/etc/subuid").exitCode() == 0;
        if (!hasSubordinateIds) {
            Tool.run("usermod", "--add-subuids", "300000-365535", "--add-subgids", "300000-365535", NAME)
                    .expectSuccess();
        }
        return new OrdinaryUser(true);
    }

    /** A directory that the user owns. */
    public Path home() {
        return made ? Path.of("/home", NAME) : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Gives the user a file, or a directory with all that is in it. */
    public void own(Path file) {
        if (made) {
            Tool.run("chown", "--recursive", NAME + ":", file.toString()).expectSuccess();
        }
    }

    /** The command line that runs {@code command} as this user, with {@code assignments} in its environment. */
    public List<String> command(List<String> assignments, List<String> command) {
        var line = new ArrayList<String>();
        if (made) {
            line.addAll(List.of("runuser", "-u", NAME, "--"));
        }
        // Podman minds a working directory that the user can't enter.
        line.addAll(List.of("env", "-C", home().toString()));
        line.addAll(assignments);
        line.addAll(command);
        return line;
    }

    @Override
    public void close() {
        if (made) {
            remove();
        }
    }

    private static void remove() {
        if (Tool.run("id", "-u", NAME).exitCode() == 0) {
            // By force: a process that has just ended still counts as the user's until somebody has waited for it.
            Tool.run("userdel", "--force", "--remove", NAME);
        }
    }
}
