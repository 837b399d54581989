package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.boot.BootLoaders;
import org.kubeos.kbimg.boot.spi.BootLoader;
import org.kubeos.kbimg.config.ImageConfig;
import org.kubeos.kbimg.config.PxeConfig;
import org.kubeos.kbimg.config.Source;
import org.kubeos.kbimg.config.Source.Repositories;
import org.kubeos.kbimg.distro.DistributionProfile;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.RootTools;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.host.sandbox.WorkDirectory;
import org.kubeos.kbimg.rootfs.lock.LoadedLock;
import org.kubeos.kbimg.rootfs.lock.LockedPart;
import org.kubeos.kbimg.rootfs.packages.DiskSpace;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller.Transaction;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * Makes what machines start from the network: a kernel, an initramfs that installs, and a boot loader. It comes out of a root file
 * system of its own, so that it is the same whatever the image consists of and wherever that comes from. It is cached
 * beside the bases; what it installs is told it by files that are added later.
 */
public final class InstallerBuilder {

    /** To be raised when equal input makes another installer than before, and no resource or profile shows it. */
    private static final String RECIPE = "2";

    /** What the archive holds. */
    public static final String KERNEL = "vmlinuz";

    public static final String INITRAMFS = "initramfs.img";

    private static final DracutModule MODULE = new DracutModule("kubeos-install");
    private static final String DIRECTORY = "kubeos-installer";

    private final Path cache;
    private final Progress progress;
    private final BuildSandboxes sandboxes;
    private final long epochSecond;
    private final Optional<LoadedLock> lock;

    /** As {@link BaseBuilder#BaseBuilder}. */
    public InstallerBuilder(Path cache, Instant epoch, Progress progress, Optional<LoadedLock> lock) {
        this.lock = lock;
        this.cache = cache;
        this.progress = progress;
        this.epochSecond = epoch.getEpochSecond();
        this.sandboxes = BuildSandboxes.of(epoch, progress);
    }

    /**
     * An installer that was made, or was in the cache.
     *
     * @param archive a tar archive
     * @param packages the archives that its root file system is made of, sorted by name
     */
    public record Installer(Path archive, List<PackageDescription> packages) {

        public Installer {
            packages = List.copyOf(packages);
        }
    }

    /**
     * The installer for an image.
     *
     * @throws org.kubeos.kbimg.KbimgException as {@link BaseBuilder#build}
     */
    public Installer build(ImageConfig config, PxeConfig pxe) throws IOException {
        DistributionProfile profile = DistributionProfile.of(config.distribution());
        Repositories source = repositories(config, pxe);
        List<String> packages = packages(config, pxe);
        PackageInstaller manager = PackageManagers.installer(config, source, cache, sandboxes, progress);
        try (var work = WorkDirectory.create(cache.resolve("work"), sandboxes.files())) {
            Transaction transaction = lock.isPresent()
                    ? manager.locked(PackageLocker.packages(lock.get(), LockedPart.Name.INSTALLER), work.path())
                    : manager.resolve(packages, work.path());
            String key = Fingerprint.of(
                    RECIPE,
                    transaction.fingerprint(),
                    packages.toString(),
                    profile.toString(),
                    config.architecture().key(),
                    config.firmware().name(),
                    MODULE.recipe(),
                    BootLoaders.of(config).networkRecipe(),
                    Sandbox.recipe(),
                    RootTools.recipe(),
                    String.valueOf(epochSecond));
            Path temporary = work.path().resolve("installer.tar");
            Path installer = BaseCache.in(cache)
                    .get(
                            profile.name() + "-installer",
                            key,
                            "installer, " + config.architecture().key(),
                            temporary,
                            archive -> {
                                DiskSpace.require(cache, transaction.space(), "Building the installer");
                                Path root = Files.createDirectory(work.path().resolve("root"));
                                transaction.installInto(root);
                                makeIn(root, work.path(), BootLoaders.of(config));
                                archive(root.resolve(DIRECTORY), archive);
                            })
                    .archive();
            return new Installer(installer, transaction.packages());
        }
    }

    /** The names of the packages that the installer is made of, sorted. */
    static List<String> packages(ImageConfig config, PxeConfig pxe) {
        return Stream.concat(
                        DistributionProfile.of(config.distribution())
                                .installerPackages(config.architecture(), config.firmware())
                                .stream(),
                        pxe.packages().stream())
                .sorted()
                .distinct()
                .toList();
    }

    /** Where the installer's packages come from. */
    public static Repositories repositories(ImageConfig config, PxeConfig pxe) {
        return pxe.repository().orElseGet(() -> switch (config.source()) {
            case Repositories repositories -> repositories;
            case Source _ -> new Source.HostRepositories();
        });
    }

    /**
     * The packages that an installer would be made of now. The repositories are asked, but nothing is downloaded or made.
     *
     * @throws org.kubeos.kbimg.KbimgException as {@link BaseBuilder#packages}
     */
    public List<PackageDescription> resolve(ImageConfig config, PxeConfig pxe) throws IOException {
        Requirements.checkForPackages(config.distribution());
        progress.step("Looking up the installer's packages");
        try (var work = WorkDirectory.create(cache.resolve("work"), sandboxes.files())) {
            return PackageManagers.installer(config, repositories(config, pxe), cache, sandboxes, progress)
                    .resolve(packages(config, pxe), work.path())
                    .packages();
        }
    }

    private void makeIn(Path root, Path work, BootLoader bootLoader) throws IOException {
        progress.step("Building the installer");
        var tools = new RootTools(sandboxes.foreign(), root);
        tools.makeDirectory(DIRECTORY);
        String kernel = KernelVersion.newest(tools.kernels());
        tools.copy("boot/vmlinuz-" + kernel, DIRECTORY + "/" + KERNEL);
        tools.addDracutModule(MODULE.writeInto(work));
        // Strong compression: the file is made once and loaded by every machine.
        runIn(
                root,
                Command.of("dracut", "--force", "--kver", kernel, "--modules", MODULE.name(), "--tmpdir", "/tmp")
                        .plus(List.of("--no-hostonly", "--no-hostonly-cmdline", "--no-early-microcode"))
                        .plus(List.of("--reproducible", "--compress", "zstd -12"))
                        .plus(List.of("/" + DIRECTORY + "/" + INITRAMFS)));
        try {
            bootLoader.makeNetworkImage(root, "/" + DIRECTORY + "/" + bootLoader.networkImage(), sandboxes.foreign());
        } catch (ProcessFailedException e) {
            throw failure(e);
        }
    }

    private void runIn(Path root, Command command) throws IOException {
        try {
            sandboxes.foreign().in(root).run(command);
        } catch (ProcessFailedException e) {
            throw failure(e);
        }
    }

    private static BuildException failure(ProcessFailedException e) {
        return new BuildException("Can't build the installer:\n" + String.join("\n", e.lastLines()), e);
    }

    private void archive(Path directory, OutputStream archive) throws IOException {
        Command tar = Command.of(
                "tar",
                "--create",
                "--directory=" + directory,
                "--format=ustar",
                "--sort=name",
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                "--mtime=@" + epochSecond,
                ".");
        try {
            sandboxes.foreign().readable(List.of(directory)).copyOutput(tar, archive);
        } catch (ProcessFailedException e) {
            throw new BuildException("Can't archive the installer:\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
