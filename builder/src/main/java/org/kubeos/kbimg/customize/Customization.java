package org.kubeos.kbimg.customize;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageConfig.PersistDirectory;
import org.kubeos.kbimg.config.node.GrubPassword;
import org.kubeos.kbimg.config.node.Password;
import org.kubeos.kbimg.customize.accounts.Accounts;
import org.kubeos.kbimg.customize.accounts.FileOwners;
import org.kubeos.kbimg.customize.grub.GrubConfig;
import org.kubeos.kbimg.customize.grub.GrubEnvironment;
import org.kubeos.kbimg.customize.units.Units;
import org.kubeos.kbimg.distro.OsRelease;

/**
 * Everything that a config declares about a root file system, as edits of its tree. Where the tree was customised
 * before, settings are replaced; files that an earlier config added, such as an agent, stay.
 */
public final class Customization {

    private Customization() {}

    /** @throws UsageException if the config names what the root file system has not */
    public static void apply(ImageConfig config, FileTree tree) {
        describe(config, tree);
        setHostname(config, tree);
        Mounts.declare(config.disk(), config.persist(), tree);
        var files = new NodeFiles(tree, config.persist());
        FileOwners owners = Accounts.make(config, tree, files);
        config.persist().directories().forEach(directory -> makeOnPersist(directory, owners, files));
        new SystemFiles(tree).write(config.node().settings());
        config.agent().ifPresent(binary -> Agent.install(binary, tree));
        var declared = new DeclaredFiles(files, owners);
        config.node().files().forEach(declared::put);
        new Units(tree).apply(config.node().services());
        setBootMenu(config, tree);
    }

    /** What the user should know about a config, although it can be built. */
    public static List<String> warnings(ImageConfig config) {
        var accounts = new LinkedHashMap<String, Optional<Password>>();
        accounts.put("root.password", config.root().password());
        config.node()
                .users()
                .forEach(user -> accounts.put(
                        "the password of " + user.name(), user.access().password()));
        accounts.put("grub.password", config.grub().password());
        return accounts.entrySet().stream()
                .filter(account ->
                        account.getValue().filter(Password::isExposed).isPresent())
                .map(account ->
                        account.getKey() + " stands in the config in clear text; write its hash there, or name a"
                                + " variable or a file that holds it: {env: NAME}, {file: PATH}")
                .toList();
    }

    private static void makeOnPersist(PersistDirectory directory, FileOwners owners, NodeFiles files) {
        files.directory(
                Mounts.PERSIST + "/" + directory.path(),
                directory.mode(),
                owners.idsOf(directory.owner(), "persist.directories"));
    }

    private static void describe(ImageConfig config, FileTree tree) {
        OsRelease base = OsRelease.parse(tree.readText(OsRelease.PATH).orElse(""));
        OsRelease release = OsRelease.kubeos(config.version(), base);
        tree.writeText(OsRelease.PATH, release.text());
        tree.link("etc/os-release", "../" + OsRelease.PATH);
        NodeDefaults.apply(release.fields().getOrDefault("PRETTY_NAME", ""), tree);
    }

    private static void setBootMenu(ImageConfig config, FileTree tree) {
        String directory = config.firmware().grubDirectory();
        Optional<String> hash = config.grub()
                .password()
                .map(password -> password.hashedBy(clear -> GrubPassword.hash(
                        clear,
                        List.of(config.version(), Accounts.rootHash(config).orElse(""), "grub"))));
        String menu = GrubConfig.of(config.grub()).protectedBy(hash).render();
        tree.writeFile(directory + "/grub.cfg", 0600, FileContent.of(menu.getBytes(StandardCharsets.UTF_8)));
        tree.writeFile(
                directory + "/grubenv",
                0644,
                FileContent.of(GrubEnvironment.ofNewImage().render()));
    }

    private static void setHostname(ImageConfig config, FileTree tree) {
        config.hostname()
                .ifPresentOrElse(
                        hostname -> tree.writeText("etc/hostname", hostname + "\n"), () -> tree.remove("etc/hostname"));
    }
}
