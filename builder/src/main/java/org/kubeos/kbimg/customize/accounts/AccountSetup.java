package org.kubeos.kbimg.customize.accounts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.diskimage.tree.FileNode.Directory;
import org.kubeos.diskimage.tree.FileNode.RegularFile;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.node.Group;
import org.kubeos.kbimg.config.node.Password;
import org.kubeos.kbimg.config.node.PasswordHash;
import org.kubeos.kbimg.config.node.User;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.customize.tree.NodeFiles;

/** Makes the accounts that a config declares. */
public final class AccountSetup {

    /** A value that crypt(3) never returns, so that no password matches. */
    private static final String NO_PASSWORD = "*";

    private static final String ROOT = "root";

    private final ImageConfig config;
    private final FileTree tree;
    private final AccountFiles files;
    private final HomeDirectories homes;

    private AccountSetup(ImageConfig config, FileTree tree, NodeFiles nodeFiles) {
        this.config = config;
        this.tree = tree;
        this.files = new AccountFiles(tree);
        this.homes = new HomeDirectories(tree, nodeFiles);
    }

    /** Returns the owners that files can then have. */
    public static FileOwners make(ImageConfig config, FileTree tree, NodeFiles nodeFiles) {
        var accounts = new AccountSetup(config, tree, nodeFiles);
        accounts.makeAll();
        return new FileOwners(accounts.files);
    }

    /** Disables password logins as root. */
    public static void lockRoot(FileTree tree) {
        var files = new AccountFiles(tree);
        files.setPassword(ROOT, NO_PASSWORD, false);
        files.store();
    }

    /**
     * The hash of root's password; empty if root has none. Salts derive from it, because it is the one thing in an
     * image's config that others can't guess.
     */
    public static Optional<String> rootHash(ImageConfig config) {
        return config.root().password().map(password -> hash(password, config, "", ROOT));
    }

    private static String hash(Password password, ImageConfig config, String rootHash, String account) {
        return password.hashedBy(clear -> PasswordHash.of(clear, List.of(config.version(), rootHash, account)));
    }

    private void makeAll() {
        List<User> users = config.node().users();
        Stream.concat(
                        users.stream().flatMap(user -> user.uid().stream()),
                        config.node().groups().stream().flatMap(group -> group.gid().stream()))
                .forEach(files::reserve);
        for (Group group : config.node().groups()) {
            files.group(group.name(), group.gid());
        }
        users.forEach(this::makeUser);
        for (User user : users) {
            for (String group : user.groups()) {
                files.group(group, Optional.empty());
                files.addMember(group, user.name());
            }
        }
        if (!keepsRoot()) {
            setAccess(ROOT, config.root());
        }
        users.forEach(user -> setAccess(user.name(), user.access()));
        files.store();
        users.forEach(user -> homes.make(files.homeOf(user.name()), files.idsOf(user.name())));
        homes.allow(config.root().sshKeys(), files.homeOf(ROOT), NodeFiles.Ids.ROOT);
        users.forEach(
                user -> homes.allow(user.access().sshKeys(), files.homeOf(user.name()), files.idsOf(user.name())));
    }

    /** In a system that was customized before, settings that the config omits are kept. */
    private boolean keepsRoot() {
        return config.source().isMadeBefore()
                && config.root().password().isEmpty()
                && !config.root().locked();
    }

    /** One id serves for the account and a group of its own, as useradd has it. */
    private void makeUser(User user) {
        boolean present = files.hasUser(user.name());
        Optional<Long> uid = user.uid().or(() -> present ? Optional.empty() : Optional.of(files.freeId()));
        long gid = present && user.group().isEmpty() ? files.idsOf(user.name()).gid() : primaryGroup(user, uid);
        String home = user.home().orElseGet(() -> present ? files.homeOf(user.name()) : "/home/" + user.name());
        String shell = user.shell().orElseGet(this::defaultShell);
        requireShell(shell, user.name());
        long days = Duration.between(Instant.EPOCH, tree.editTime()).toDays();
        files.user(user.name(), uid, gid, home, shell, days);
    }

    private long primaryGroup(User user, Optional<Long> uid) {
        String name = user.group().orElse(user.name());
        Optional<Long> own = uid.filter(id -> user.group().isEmpty() && !files.hasGroupWith(id, name));
        return files.hasGroup(name) ? files.group(name, Optional.empty()) : files.group(name, own);
    }

    private String defaultShell() {
        return tree.exists("bin/bash") ? "/bin/bash" : "/bin/sh";
    }

    private void requireShell(String shell, String user) {
        boolean executable = tree.find(tree.resolve(shell.substring(1)))
                .filter(node -> !(node instanceof Directory))
                .filter(node ->
                        !(node instanceof RegularFile file) || (file.metadata().mode() & 0111) != 0)
                .isPresent();
        if (!executable) {
            String known = tree.readText("etc/shells").stream()
                    .flatMap(String::lines)
                    .filter(line -> line.startsWith("/"))
                    .reduce((a, b) -> a + ", " + b)
                    .map(list -> " It has " + list + ".")
                    .orElse("");
            throw new UsageException("users: the root file system has no program " + shell + ", the shell of " + user
                    + "." + known + " Choose another one, or add the package that provides it.");
        }
    }

    private void setAccess(String name, User.Access access) {
        String root = name.equals(ROOT) ? "" : rootHash(config).orElse("");
        String field = access.password()
                .map(password -> hash(password, config, root, name))
                .orElse(NO_PASSWORD);
        // usermod(8), --lock: an exclamation mark closes the password, an expiry date in the past all the rest.
        files.setPassword(name, access.locked() ? "!" + field : field, access.locked());
    }
}
