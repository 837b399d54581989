package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.Command;
import org.kubeos.kbimg.host.ProcessFailedException;
import org.kubeos.kbimg.host.Progress;
import org.kubeos.kbimg.host.Sandbox;
import org.kubeos.kbimg.rootfs.InstallContext;
import org.kubeos.kbimg.rootfs.PackageCache;
import org.kubeos.kbimg.rootfs.PackageCount;
import org.kubeos.kbimg.rootfs.PackageInstaller;
import org.kubeos.kbimg.rootfs.Selection;

/** Debian packages that are known to the byte: from them and the lists that they were chosen by, mmdebstrap makes a root. */
final class AptTransaction implements PackageInstaller.Transaction {

    /** Unpacked packages take four to five times their archives' size; the root file system archive is a second copy. */
    private static final int GROWTH = 12;

    private final AptSetup setup;
    private final Selection<Deb> debs;
    private final Path lists;
    private final Path work;
    private final PackageCache cache;
    private final Sandbox sandbox;
    private final Progress progress;

    AptTransaction(AptSetup setup, Selection<Deb> debs, Path lists, Path work, InstallContext context)
            throws IOException {
        this.setup = setup;
        this.debs = debs;
        this.lists = lists;
        this.work = work;
        this.cache = context.archives("debs");
        this.sandbox = context.sandbox();
        this.progress = context.progress();
    }

    @Override
    public String fingerprint() {
        return debs.fingerprint();
    }

    @Override
    public DataSize space() {
        return new DataSize(GROWTH * debs.files().stream().mapToLong(Deb::size).sum());
    }

    @Override
    public void installInto(Path root) throws IOException {
        Path archives = Files.createDirectories(root.resolve(AptSetup.ARCHIVES));
        List<Deb> missing = cache.linkInto(archives, debs.files());
        if (!missing.isEmpty()) {
            download(missing, archives);
        }
        progress.step("Installing packages");
        for (String directory : setup.port().merged()) {
            Files.createDirectories(root.resolve("usr").resolve(directory));
            Files.createSymbolicLink(root.resolve(directory), Path.of("usr", directory));
        }
        setup.writePreferencesInto(root);
        linkLists(root);
        install(root);
        for (Deb deb : debs.files()) {
            Files.delete(archives.resolve(deb.file()));
        }
    }

    private void download(List<Deb> missing, Path archives) throws IOException {
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
        var count = new PackageCount("Get:", missing.size(), progress);
        try {
            sandbox.run(download, count);
        } catch (ProcessFailedException e) {
            throw new BuildException("The packages can't be downloaded:\n" + AptMessages.errors(e.lastLines()), e);
        }
        cache.keep(archives, missing);
    }

    /**
     * Hands the lists over. mmdebstrap takes apt's caches, although empty, as the sign that they are up to date: were it
     * to fetch newer ones, it might install other packages than those that we know.
     */
    private void linkLists(Path root) throws IOException {
        Path target = Files.createDirectories(root.resolve(AptSetup.LISTS));
        try (var entries = Files.newDirectoryStream(lists, Files::isRegularFile)) {
            for (Path list : entries) {
                Files.createLink(target.resolve(list.getFileName()), list);
            }
        }
        Files.createDirectories(target.resolve("auxfiles"));
        Files.createDirectories(target.resolve("partial"));
        Files.createFile(target.resolve("lock"));
        Path caches = root.resolve(AptSetup.CACHES);
        Files.createFile(caches.resolve("pkgcache.bin"));
        Files.createFile(caches.resolve("srcpkgcache.bin"));
    }

    private void install(Path root) throws IOException {
        Path settings =
                Files.writeString(work.resolve("apt-settings"), setup.settings().text());
        var command = new ArrayList<>(List.of(
                "mmdebstrap",
                "--mode=root",
                "--variant=essential",
                "--format=directory",
                "--architectures=" + setup.port().name(),
                "--skip=check/empty,cleanup/apt",
                "--verbose",
                "--aptopt=" + settings,
                // The tree is archived and thrown away: no need to wait for the disk.
                "--dpkgopt=force-unsafe-io",
                "--include=" + String.join(",", debs.names()),
                "--",
                "",
                root.toString()));
        Path sources = Files.createDirectories(work.resolve("sources"));
        command.add(Files.writeString(
                        sources.resolve(AptSetup.SOURCES_FILE), setup.sources().text())
                .toString());
        try {
            // INITRD: Debian's kernel package would build an initramfs of its own.
            sandbox.with("TMPDIR", work.toString())
                    .with("INITRD", "No")
                    .run(
                            Command.of(command),
                            new PackageCount("Setting up ", debs.files().size(), progress));
        } catch (ProcessFailedException e) {
            throw new BuildException(AptMessages.explain(e.lastLines()), e);
        }
    }
}
