package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.InstallProgress;
import org.kubeos.kbimg.rootfs.packages.PackageCache;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.kbimg.rootfs.packages.ResolvedPackages;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/** Resolved Debian packages with known digests, and the lists that they were chosen from. */
final class AptTransaction implements PackageInstaller.Transaction {

    /**
     * Unpacked packages take four to five times their archives' size; the root file system archive is a second copy.
     */
    private static final int GROWTH = 12;

    private final AptSetup setup;
    private final ResolvedPackages<DebPackage> debs;
    private final List<DebPackage> essential;
    private final Path lists;
    private final Path work;
    private final PackageCache cache;
    private final BuildSandboxes sandboxes;
    private final Progress progress;

    /** @param essential those that the others take for granted, even while they are being installed */
    AptTransaction(
            AptSetup setup,
            ResolvedPackages<DebPackage> debs,
            List<DebPackage> essential,
            Path lists,
            Path work,
            InstallContext context)
            throws IOException {
        this.setup = setup;
        this.debs = debs;
        this.essential = essential.stream().filter(debs.files()::contains).toList();
        this.lists = lists;
        this.work = work;
        this.cache = context.archives("debs");
        this.sandboxes = context.sandboxes();
        this.progress = context.progress();
    }

    @Override
    public List<PackageDescription> packages() {
        return debs.describe();
    }

    @Override
    public List<RepositoryState> repositories() {
        return List.of();
    }

    @Override
    public void fetchInto(Path directory) {
        throw new UsageException("Can't make a bundle of packages with apt.");
    }

    @Override
    public String fingerprint() {
        return debs.fingerprint();
    }

    @Override
    public DataSize space() {
        return new DataSize(
                GROWTH * debs.files().stream().mapToLong(DebPackage::size).sum());
    }

    @Override
    public void installInto(Path root) throws IOException {
        Path archives = Files.createDirectories(root.resolve(AptSetup.ARCHIVES));
        List<DebPackage> missing = cache.linkInto(archives, debs.files());
        if (!missing.isEmpty()) {
            download(missing, archives);
        }
        progress.step("Installing packages");
        for (String directory : setup.port().merged()) {
            Files.createDirectories(root.resolve("usr").resolve(directory));
            Files.createSymbolicLink(root.resolve(directory), Path.of("usr", directory));
        }
        AptSetup offline = setup.offline();
        offline.writeInto(root);
        linkLists(root);
        new DebInstallation(offline, debs, essential, root, sandboxes, progress).run(work);
    }

    private void download(List<DebPackage> missing, Path archives) throws IOException {
        progress.step("Downloading packages");
        Path root = work.resolve("download");
        setup.writeInto(root);
        Files.delete(root.resolve(AptSetup.LISTS));
        Files.createSymbolicLink(root.resolve(AptSetup.LISTS), lists);
        Path configuration = Files.writeString(work.resolve("download.conf"), setup.configurationFor(root));
        Command download = Command.of(
                        "apt-get",
                        "install",
                        "--download-only",
                        "--yes",
                        "-o",
                        "Dir::Cache::archives=" + archives,
                        "--",
                        "?essential")
                .plus(debs.names())
                .with("APT_CONFIG", configuration.toString());
        var count = new InstallProgress("Get:", missing.size(), progress);
        try {
            sandboxes.downloads().readable(setup.localPaths()).writable(work).run(download, count);
        } catch (ProcessFailedException e) {
            throw new BuildException("Can't download the packages:\n" + AptMessages.errors(e.lastLines()), e);
        }
        cache.keep(archives, missing);
    }

    private void linkLists(Path root) throws IOException {
        Path target = Files.createDirectories(root.resolve(AptSetup.LISTS));
        try (var entries = Files.newDirectoryStream(lists, Files::isRegularFile)) {
            for (Path list : entries) {
                Files.createLink(target.resolve(list.getFileName()), list);
            }
        }
    }
}
