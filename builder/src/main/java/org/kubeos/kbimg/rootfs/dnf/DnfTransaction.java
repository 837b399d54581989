package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.RootTools;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.packages.ArchiveCheck;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.InstallProgress;
import org.kubeos.kbimg.rootfs.packages.PackageCache;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.kbimg.rootfs.packages.ResolvedPackages;
import org.kubeos.process.FilePermissions;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * RPM packages with known digests. dnf makes a root from their archives alone, in the same way wherever they come from, so that
 * equal packages make equal roots.
 */
final class DnfTransaction implements PackageInstaller.Transaction {

    /** Where file systems are mounted while scripts run, with the modes that the packages' own files have there. */
    private static final Map<String, Integer> MOUNT_POINTS =
            Map.of("dev", 0755, "proc", 0555, "run", 0755, "sys", 0555, "tmp", 01777);

    /** Where dnf finds the archives in the sandbox, whose paths on the host may have characters that URLs can't. */
    private static final Path ARCHIVES = Path.of("/kbimg-archives");

    private final DnfSetup setup;
    private final DnfRequest request;
    private final ResolvedPackages<RpmPackage> rpms;
    private final List<RepositoryState> repositories;
    private final ArchiveSource source;
    private final Path work;
    private final PackageCache cache;
    private final BuildSandboxes sandboxes;
    private final Progress progress;

    DnfTransaction(
            DnfSetup setup,
            DnfRequest request,
            List<RpmPackage> rpms,
            List<RepositoryState> repositories,
            ArchiveSource source,
            Path work,
            InstallContext context)
            throws IOException {
        this.setup = setup;
        this.request = request;
        this.rpms = new ResolvedPackages<>(request.names(), rpms);
        this.repositories = List.copyOf(repositories);
        this.source = source;
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
        return repositories;
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
        for (Map.Entry<String, Integer> mountPoint : MOUNT_POINTS.entrySet()) {
            Path directory = Files.createDirectory(root.resolve(mountPoint.getKey()));
            Files.setAttribute(directory, "unix:mode", mountPoint.getValue());
        }
        // What foreign code can read: archives, keys, and a configuration without passwords.
        Path shared = FilePermissions.createWorldReadableDirectories(work, Path.of("dnf"));
        Path archives = FilePermissions.createWorldReadableDirectories(shared, Path.of("archives"));
        List<PackageGroup> groups = PackageGroup.of(rpms.files(), setup);
        DnfSetup local = setup.with(repositoriesOf(groups, archives, keys(groups, shared)));
        local.writeInto(shared);
        collectGroups(groups, archives);
        progress.step("Installing packages");
        describe(groups, archives, new ArchiveRepository(local, shared, sandboxes.foreign()));
        sandboxes.files().adopt(root);
        Sandbox foreign = sandboxes.foreign().readable(List.of(shared)).beside(root);
        install(foreign.readable(archives, ARCHIVES), local, shared, root);
        var tools = new RootTools(sandboxes.foreign(), root);
        tools.remove(DnfSetup.CACHE);
        Path list = work.resolve("packages.json");
        PackageList.of(foreign, local.rpm(shared, root)).writeTo(list);
        tools.add(list, PackageList.PATH);
    }

    /** Copies of the groups' keys. */
    private Path keys(List<PackageGroup> groups, Path shared) throws IOException {
        Path keys = FilePermissions.createWorldReadableDirectories(shared, Path.of("keys"));
        DnfSetup used = setup.with(groups.stream()
                .flatMap(group -> group.repositories().stream())
                .distinct()
                .toList());
        if (!used.sources().hasLocalKeysOnly()) {
            if (!source.hasNetwork()) {
                ServerKeys.refuse(used.sources().repositories());
            }
            ServerKeys.fetch(used, downloads(), keys, sandboxes.downloads());
        }
        return keys;
    }

    private Path downloads() throws IOException {
        return Files.createDirectories(work.resolve("download"));
    }

    /** Repositories of the groups' archives, which ask for nothing but these. */
    private List<DnfRepository> repositoriesOf(List<PackageGroup> groups, Path archives, Path keys) throws IOException {
        var all = new ArrayList<DnfRepository>();
        for (PackageGroup group : groups) {
            FilePermissions.createWorldReadableDirectories(archives, Path.of(group.name()));
            var origins = new ArrayList<DnfRepository>();
            for (DnfRepository origin : group.repositories()) {
                origins.add(origin.offline(keys, setup.variables()));
            }
            all.add(DnfRepository.ofArchives(group.name(), "file://" + ARCHIVES.resolve(group.name()), origins));
        }
        return all;
    }

    private void collectGroups(List<PackageGroup> groups, Path archives) throws IOException {
        Path all = FilePermissions.createWorldReadableDirectories(work, Path.of("collected"));
        collect(rpms.files(), all);
        for (PackageGroup group : groups) {
            for (RpmPackage rpm : group.packages()) {
                Files.move(
                        all.resolve(rpm.file()), archives.resolve(group.name()).resolve(rpm.file()));
            }
        }
    }

    private void collect(List<RpmPackage> packages, Path directory) throws IOException {
        downloads();
        new RpmArchives(cache, source, progress).collect(packages, directory);
    }

    private static void describe(List<PackageGroup> groups, Path archives, ArchiveRepository repository)
            throws IOException {
        for (PackageGroup group : groups) {
            Path directory = archives.resolve(group.name());
            repository.describe(directory, directory);
        }
    }

    /** Every package is named: dnf could do without some of them if it chose another one for what they provide. */
    private void install(Sandbox sandbox, DnfSetup local, Path shared, Path root) throws IOException {
        try {
            sandbox.run(
                    request.addTo(local.dnf(shared, root, "--assumeyes", "install", "--"), rpms.files(), shared)
                            .with("KBIMG_TRANSACTION", "/tmp/transaction"),
                    new InstallProgress("  Installing ", rpms.files().size(), progress));
        } catch (ProcessFailedException e) {
            throw new BuildException(DnfMessages.explainInstallation(e.lastLines()), e);
        }
    }

    @Override
    public void fetchInto(Path directory) throws IOException {
        Path shared = FilePermissions.createWorldReadableDirectories(work, Path.of("dnf"));
        Path archives = FilePermissions.createWorldReadableDirectories(shared, Path.of("bundle"));
        var absent = new ArrayList<RpmPackage>();
        for (RpmPackage rpm : rpms.files()) {
            Path there = directory.resolve(rpm.file());
            if (Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS) && ArchiveCheck.isRight(there, rpm)) {
                RpmArchives.copy(there, archives, rpm, there.toString());
            } else {
                absent.add(rpm);
            }
        }
        collect(absent, archives);
        for (RpmPackage rpm : absent) {
            Path unfinished = directory.resolve(rpm.file() + ".unfinished");
            Files.copy(archives.resolve(rpm.file()), unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    unfinished,
                    directory.resolve(rpm.file()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        DnfSetup local = setup.with(List.of());
        local.writeInto(shared);
        new ArchiveRepository(local, shared, sandboxes.foreign()).describe(archives, directory);
    }
}
