package org.kubeos.kbimg.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.kbimg.config.node.FileEntry;
import org.kubeos.kbimg.config.node.NodeConfig;
import org.kubeos.kbimg.config.node.Password;
import org.kubeos.kbimg.config.node.User;
import org.kubeos.kbimg.config.node.WellKnownPasswords;
import org.kubeos.yamlschema.yaml.Node;
import org.kubeos.yamlschema.yaml.Node.Mapping;
import org.kubeos.yamlschema.yaml.Problems;

/** Warnings about passwords and access to a node, for a config that can be built. */
final class AccessWarnings {

    private static final String ROOT = "root";
    private static final String USERS = "users";
    private static final String GRUB = "grub";
    private static final String PASSWORD = "password";

    private static final String CLEAR_TEXT =
            "is in plain text; replace it with its hash (%s), or with a variable or file that holds it: {env: NAME},"
                    + " {file: PATH}";
    private static final String GRUB_PASSWORD = "grub.password";
    private static final String PUBLISHED = "is a published example password, which everyone knows; choose another one";
    private static final String DES =
            "is taken for a DES hash, as it has the form of one, and such a hash is easy to crack;"
                    + " make a better one with: openssl passwd -6";
    private static final String OPEN_MENU =
            "is not set: anyone at the console can edit the kernel command line and become root";
    private static final String NO_LOGIN =
            "nobody can log in: no unlocked account has a password or an SSH key; set root.password,"
                    + " root.sshKeys, or users";

    private static final Pattern ACCOUNT_FILE =
            Pattern.compile("/(?:etc(?:/(?:passwd|shadow|ssh(?:/.*)?)?)?)?|.*/\\.ssh(?:/.*)?");

    private final ImageConfig config;
    private final Mapping tree;
    private final Problems warnings = new Problems();

    private AccessWarnings(ImageConfig config, Mapping tree) {
        this.config = config;
        this.tree = tree;
    }

    /** @param tree what {@code config} was read from */
    static Problems of(ImageConfig config, Mapping tree) {
        var access = new AccessWarnings(config, tree);
        access.checkPasswords();
        access.checkMenu();
        access.checkLogins();
        return access.warnings;
    }

    private void checkPasswords() {
        checkPassword(config.root().password(), "root.password", WrittenValues.in(tree, ROOT, PASSWORD));
        List<User> users = config.node().users();
        for (int i = 0; i < users.size(); i++) {
            Node place = WrittenValues.item(tree, i, USERS);
            checkPassword(
                    users.get(i).access().password(),
                    "users.password",
                    WrittenValues.find(place, PASSWORD).orElse(place));
        }
        checkPassword(config.grub().password(), GRUB_PASSWORD, WrittenValues.in(tree, GRUB, PASSWORD));
    }

    private void checkPassword(Optional<Password> password, String key, Node place) {
        if (password.filter(Password::isExposed).isPresent()) {
            String program = key.equals(GRUB_PASSWORD) ? "grub-mkpasswd-pbkdf2" : "openssl passwd -6";
            warnings.add(place.span(), key, CLEAR_TEXT.formatted(program + " makes one"));
        }
        if (password.orElse(null) instanceof Password.Hash hash && hash.isDes()) {
            warnings.add(place.span(), key, DES);
        }
        if (password.filter(WellKnownPasswords::contain).isPresent()) {
            warnings.add(place.span(), key, PUBLISHED);
        }
    }

    private void checkMenu() {
        if (config.grub().password().isEmpty()) {
            warnings.add(WrittenValues.in(tree, GRUB).span().start(), GRUB_PASSWORD, OPEN_MENU);
        }
    }

    private void checkLogins() {
        NodeConfig node = config.node();
        boolean someoneCan =
                opens(config.root()) || node.users().stream().anyMatch(user -> user.hasShell() && opens(user.access()));
        if (!someoneCan && !config.source().isMadeBefore() && !mayBeLeftToOthers()) {
            warnings.add(WrittenValues.in(tree, ROOT).span().start(), "", NO_LOGIN);
        }
    }

    /** Whether accounts may come from where this config doesn't tell: a script, a file, or the first boot. */
    private boolean mayBeLeftToOthers() {
        return !config.node().scripts().isEmpty()
                || config.node().files().stream().map(FileEntry::target).anyMatch(ACCOUNT_FILE.asMatchPredicate())
                || config.packages().contains("cloud-init");
    }

    private static boolean opens(User.Access access) {
        return !access.locked()
                && (access.password().filter(Password::opens).isPresent()
                        || !access.sshKeys().isEmpty());
    }
}
