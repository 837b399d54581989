package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.RootTools;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.InstallProgress;
import org.kubeos.kbimg.rootfs.packages.PackageCache;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.kbimg.rootfs.packages.ResolvedPackages;
import org.kubeos.process.Command;
import org.kubeos.process.FilePermissions;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/** Resolved RPM packages with known digests. dnf makes a root from them and the metadata that they were chosen from. */
final class DnfTransaction implements PackageInstaller.Transaction {

    /** Where file systems are mounted while scripts run, with the modes that the packages' own files have there. */
    private static final Map<String, Integer> MOUNT_POINTS =
            Map.of("dev", 0755, "proc", 0555, "run", 0755, "sys", 0555, "tmp", 01777);

    private final DnfSetup setup;
    private final ResolvedPackages<RpmPackage> rpms;
    private final Path metadata;
    private final Path work;
    private final PackageCache cache;
    private final BuildSandboxes sandboxes;
    private final Progress progress;

    /** @param metadata dnf's cache directory as it was when the packages were chosen */
    DnfTransaction(DnfSetup setup, ResolvedPackages<RpmPackage> rpms, Path metadata, Path work, InstallContext context)
            throws IOException {
        this.setup = setup;
        this.rpms = rpms;
        this.metadata = metadata;
        this.work = work;
        this.cache = context.archives("rpms");
        this.sandboxes = context.sandboxes();
        this.progress = context.progress();
    }

    @Override
    public List<PackageDescription> packages() {
        return rpms.describe();
    }

    @Override
    public List<RepositoryState> repositories() {
        return List.of();
    }

    @Override
    public void fetchInto(Path directory) {
        throw new UsageException("Can't make a bundle of packages with dnf.");
    }

    @Override
    public String fingerprint() {
        return rpms.fingerprint();
    }

    /** The archives, the installed files, and their copy in the root file system archive. */
    @Override
    public DataSize space() {
        return new DataSize(rpms.files().stream()
                .mapToLong(rpm -> rpm.size() + 2 * rpm.installedSize())
                .sum());
    }

    @Override
    public void installInto(Path root) throws IOException {
        setup.writeInto(work);
        Path caches = root.resolve(DnfSetup.CACHE);
        Files.createDirectories(caches.getParent());
        Files.move(metadata, caches);
        for (Map.Entry<String, Integer> mountPoint : MOUNT_POINTS.entrySet()) {
            Path directory = Files.createDirectory(root.resolve(mountPoint.getKey()));
            Files.setAttribute(directory, "unix:mode", mountPoint.getValue());
        }
        fetchInto(caches, root);
        progress.step("Installing packages");
        sandboxes.files().adopt(root);
        DnfSetup offline = setup.offline(work);
        offline.writeInto(work);
        // Metadata that has become old meanwhile must do: newer one may ask for other packages.
        run(
                withLocalPackages(sandboxes.foreign().readable(List.of(work))).beside(root),
                offline.dnf(work, root, "--assumeyes", "--cacheonly", "install", "--")
                        .plus(rpms.names()),
                new InstallProgress("  Installing ", rpms.files().size(), progress));
        var tools = new RootTools(sandboxes.foreign(), root);
        tools.remove(DnfSetup.CACHE);
        Sandbox rpm = sandboxes.foreign().readable(List.of(work)).beside(root);
        Path list = work.resolve("packages.json");
        PackageList.of(rpm, setup.rpm(work, root)).writeTo(list);
        tools.add(list, PackageList.PATH);
    }

    /**
     * Packages of repositories on this machine, at their own places. They are copies, since not all may read the files there.
     */
    private Sandbox withLocalPackages(Sandbox sandbox) throws IOException {
        Path copies = work.resolve("local");
        var directories = new TreeSet<Path>();
        for (RpmPackage rpm : rpms.files()) {
            if (rpm.isInLocalRepository()) {
                Path directory = rpm.place().resolveSibling("");
                Path copy = FilePermissions.createWorldReadableDirectories(
                        copies, Path.of("/").relativize(directory));
                FilePermissions.makeWorldReadable(Files.copy(rpm.place(), copy.resolve(rpm.file())));
                directories.add(directory);
            }
        }
        Sandbox all = sandbox;
        for (Path directory : directories) {
            all = all.readable(copies.resolve(Path.of("/").relativize(directory)), directory);
        }
        return all;
    }

    private void fetchInto(Path caches, Path root) throws IOException {
        Map<Path, List<RpmPackage>> byDirectory = rpms.files().stream()
                .filter(rpm -> !rpm.isInLocalRepository())
                .collect(Collectors.groupingBy(
                        rpm -> caches.resolve(rpm.place()).getParent(), TreeMap::new, Collectors.toList()));
        int missing = 0;
        for (Map.Entry<Path, List<RpmPackage>> repository : byDirectory.entrySet()) {
            Files.createDirectories(repository.getKey());
            missing +=
                    cache.linkInto(repository.getKey(), repository.getValue()).size();
        }
        // A key that lies on a server is fetched with the packages.
        if (missing == 0 && setup.sources().hasLocalKeysOnly()) {
            return;
        }
        progress.step("Downloading packages");
        run(
                sandboxes
                        .downloads()
                        .readable(setup.localPaths())
                        .writable(work)
                        .writable(root),
                setup.dnf(
                                work,
                                root,
                                "--assumeyes",
                                "--downloadonly",
                                "--setopt=metadata_expire=never",
                                "install",
                                "--")
                        .plus(rpms.names()),
                new InstallProgress("(", missing, progress));
        for (Map.Entry<Path, List<RpmPackage>> repository : byDirectory.entrySet()) {
            cache.keep(repository.getKey(), repository.getValue());
        }
    }

    private void run(Sandbox sandbox, Command command, InstallProgress count) throws IOException {
        try {
            sandbox.run(command.with("KBIMG_TRANSACTION", "/tmp/transaction"), count);
        } catch (ProcessFailedException e) {
            throw new BuildException(DnfMessages.explain(e.lastLines()), e);
        }
    }
}
