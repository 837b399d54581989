package org.kubeos.kbimg.customize;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageConfig.PersistDirectory;
import org.kubeos.kbimg.config.node.GrubPassword;
import org.kubeos.kbimg.customize.accounts.Accounts;
import org.kubeos.kbimg.customize.accounts.FileOwners;
import org.kubeos.kbimg.customize.grub.GrubConfig;
import org.kubeos.kbimg.customize.grub.GrubEnvironment;
import org.kubeos.kbimg.customize.units.Units;
import org.kubeos.kbimg.distro.OsRelease;

/**
 * Everything that a config declares about a root file system, as edits of its tree. Where the tree was customized
 * before, settings are replaced; files that an earlier config added, such as an agent, stay, and so do the host name and
 * root's password where the config has none.
 */
public final class Customization {

    private Customization() {}

    /** @throws UsageException if the config names something that the root file system lacks */
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

    private static void makeOnPersist(PersistDirectory directory, FileOwners owners, NodeFiles files) {
        files.directory(
                Mounts.PERSIST + "/" + directory.path(),
                directory.mode(),
                owners.idsOf(directory.owner(), "persist.directories"));
    }

    private static void describe(ImageConfig config, FileTree tree) {
        OsRelease base = OsRelease.parse(tree.readText(OsRelease.PATH).orElse(""));
        OsRelease release = OsRelease.kubeos(config.version(), base);
        // In some distributions, this is a link to /etc/os-release, which in turn is to link here.
        if (tree.find(OsRelease.PATH).filter(SymbolicLink.class::isInstance).isPresent()) {
            tree.remove(OsRelease.PATH);
        }
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
        if (config.hostname().isPresent()) {
            tree.writeText("etc/hostname", config.hostname().get() + "\n");
        } else if (!config.source().isMadeBefore()) {
            tree.remove("etc/hostname");
        }
    }
}
