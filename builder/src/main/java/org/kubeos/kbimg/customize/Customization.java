package org.kubeos.kbimg.customize;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kubeos.diskimage.tree.FileContent;
import org.kubeos.diskimage.tree.FileNode.SymbolicLink;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.ImageConfig.Persist;
import org.kubeos.kbimg.config.ImageConfig.PersistDirectory;
import org.kubeos.kbimg.config.KernelCommandLine;
import org.kubeos.kbimg.config.Refusal;
import org.kubeos.kbimg.customize.accounts.AccountSetup;
import org.kubeos.kbimg.customize.accounts.FileOwners;
import org.kubeos.kbimg.customize.containers.ContainerShutdown;
import org.kubeos.kbimg.customize.containers.ImagePreloader;
import org.kubeos.kbimg.customize.containers.InstalledRuntimes;
import org.kubeos.kbimg.customize.tree.FileTree;
import org.kubeos.kbimg.customize.tree.NodeFiles;
import org.kubeos.kbimg.customize.units.UnitEnabler;
import org.kubeos.nodelayout.AgentFiles;
import org.kubeos.nodelayout.OsRelease;

/**
 * Everything that a config declares about a root file system, as edits of its tree. Where the tree was customized
 * before, settings are replaced; files that an earlier config added, such as somebody else's agent, stay, and so do the host name and
 * root's password where the config has none.
 */
public final class Customization {

    private Customization() {}

    /**
     * @param agent hands over KubeOS's agent if the image gets it; it must stay open as long as the tree is read
     * @param warnings takes what a person should know about the result
     * @throws UsageException if the config names something that the root file system lacks
     */
    public static void apply(
            ImageConfig config, Supplier<AgentRuntime> agent, FileTree tree, Consumer<String> warnings) {
        UnitEnabler units = applyAllButUnits(config, Optional.of(agent), tree, warnings);
        units.apply(config.node().services(), warnings);
        configureBootLoader(config, tree);
    }

    /**
     * What {@link #apply} would refuse: every path that can't be mounted on, else the first thing, or every unit if that is all.
     * The tree is worth nothing then.
     */
    public static List<Refusal> refusals(ImageConfig config, FileTree tree) {
        List<Refusal> paths = MountPaths.refusals(config, tree);
        if (!paths.isEmpty()) {
            return paths;
        }
        try {
            return applyAllButUnits(config, Optional.empty(), tree, _ -> {})
                    .refusals(config.node().services());
        } catch (UsageException e) {
            return List.of(Refusal.of(e));
        }
    }

    private static UnitEnabler applyAllButUnits(
            ImageConfig config, Optional<Supplier<AgentRuntime>> agent, FileTree tree, Consumer<String> warnings) {
        MountPaths.check(config, tree);
        describe(config, tree);
        setHostname(config, tree);
        new InstallationFiles(tree).write(config.hostname());
        InstalledRuntimes runtimes = InstalledRuntimes.of(config, tree);
        Persist persist = runtimes.persist();
        MountSetup.declare(config.disk(), persist, tree);
        var files = new NodeFiles(tree, persist);
        FileOwners owners = AccountSetup.make(config, tree, files);
        config.persist().directories().forEach(directory -> makeOnPersist(directory, owners, files));
        var units = new UnitEnabler(tree);
        NodeServices services = NodeServices.choose(config.node().services(), units);
        new SystemFiles(tree).write(config.node().settings());
        new NameResolution(services, tree, warnings)
                .set(config.node().settings().dns());
        var selinux = new SelinuxMode(tree);
        selinux.turnOff(KernelCommandLine.parse(config.grub().cmdline()), warnings);
        config.signatures().trust().ifPresent(trust -> TrustedSigners.install(trust, tree));
        new AgentInstaller(tree).apply(config, agent);
        var declared = new DeclaredFiles(files, owners);
        config.node().files().forEach(declared::put);
        ImagePreloader.install(config.node().containerImages(), runtimes, tree);
        selinux.requireOff();
        ContainerShutdown.limit(runtimes, tree);
        return units;
    }

    private static void makeOnPersist(PersistDirectory directory, FileOwners owners, NodeFiles files) {
        files.directory(
                MountSetup.PERSIST + "/" + directory.path(),
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

    private static void configureBootLoader(ImageConfig config, FileTree tree) {
        String salt = AccountSetup.rootHash(config).orElse("");
        BootLoaders.of(config)
                .files(salt)
                .forEach(file -> tree.writeFile(file.path(), file.mode(), FileContent.of(file.content())));
        tree.writeText(AgentFiles.KERNEL_ARGUMENTS, String.join(" ", BootLoaders.kernelArguments(config)) + "\n");
    }

    private static void setHostname(ImageConfig config, FileTree tree) {
        if (config.hostname().isPresent()) {
            tree.writeText("etc/hostname", config.hostname().get() + "\n");
        } else if (!config.source().isMadeBefore()) {
            tree.remove("etc/hostname");
        }
    }
}
