package org.kubeos.kbimg.customize;

import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.customize.grub.GrubConfig;
import org.kubeos.kbimg.customize.grub.GrubEnvironment;
import org.kubeos.kbimg.distro.OsRelease;

/**
 * Everything that a config declares about a root file system, as edits of its tree. Where the tree was customised
 * before, settings are replaced; files that an earlier config added, such as an agent, stay.
 */
public final class Customization {

    private Customization() {}

    public static void apply(ImageConfig config, FileTree tree) {
        describe(config, tree);
        setHostname(config, tree);
        setRootPassword(config, tree);
        Mounts.declare(config.disk(), config.persist(), tree);
        config.agent().ifPresent(binary -> Agent.install(binary, tree));
        setBootMenu(config, tree);
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
        tree.writeText(directory + "/grub.cfg", GrubConfig.of(config.grub()).render());
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

    private static void setRootPassword(ImageConfig config, FileTree tree) {
        String shadow = tree.readText(Shadow.PATH).orElse("");
        tree.writeText(
                Shadow.PATH,
                config.root()
                        .password()
                        .map(hash -> Shadow.withPassword(shadow, "root", hash))
                        .orElseGet(() -> Shadow.withLockedPassword(shadow, "root")));
    }
}
