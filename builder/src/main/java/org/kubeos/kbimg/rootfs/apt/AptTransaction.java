package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.BundledResource;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.rootfs.packages.ArchiveCheck;
import org.kubeos.kbimg.rootfs.packages.InstallContext;
import org.kubeos.kbimg.rootfs.packages.PackageDescription;
import org.kubeos.kbimg.rootfs.packages.PackageInstaller;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.kbimg.rootfs.packages.ResolvedPackages;
import org.kubeos.process.Command;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * Debian packages with known digests. However they were chosen, apt installs them from a list of exactly these packages, which
 * is made of what the archives say of themselves: so the same packages make the same root file system, long after the
 * repositories have moved on.
 */
final class AptTransaction implements PackageInstaller.Transaction {

    /**
     * Unpacked packages take four to five times their archives' size; the root file system archive is a second copy.
     */
    private static final int GROWTH = 12;

    private static final String INDEX = "index.sh";

    /** The name that apt looks for in a repository. */
    private static final String LIST = "Packages";

    private final AptSetup setup;
    private final ResolvedPackages<DebPackage> debs;
    private final List<PackageDescription> packages;
    private final List<RepositoryState> repositories;
    private final DebArchives archives;
    private final boolean locked;
    private final Path work;
    private final BuildSandboxes sandboxes;
    private final Progress progress;

    /**
     * @param packages what the archives hold, sorted by name
     * @param repositories what was asked which packages are to be installed
     * @param locked whether a lock file says so instead
     */
    AptTransaction(
            AptSetup setup,
            ResolvedPackages<DebPackage> debs,
            List<PackageDescription> packages,
            List<RepositoryState> repositories,
            DebArchives archives,
            boolean locked,
            Path work,
            InstallContext context) {
        this.setup = setup;
        this.debs = debs;
        this.packages = List.copyOf(packages);
        this.repositories = List.copyOf(repositories);
        this.archives = archives;
        this.locked = locked;
        this.work = work;
        this.sandboxes = context.sandboxes();
        this.progress = context.progress();
    }

    @Override
    public List<PackageDescription> packages() {
        return packages;
    }

    @Override
    public List<RepositoryState> repositories() {
        return repositories;
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
        Path directory = Files.createDirectories(root.resolve(AptSetup.ARCHIVES));
        archives.putInto(directory, debs.files());
        progress.step("Installing packages");
        for (String merged : setup.port().merged()) {
            Files.createDirectories(root.resolve("usr").resolve(merged));
            Files.createSymbolicLink(root.resolve(merged), Path.of("usr", merged));
        }
        AptSetup offline = setup.offline();
        offline.writeInto(root);
        writeList(directory, root.resolve(AptSetup.LISTS).resolve(FlatSource.LIST));
        new DebInstallation(offline, debs, locked, root, sandboxes, progress).run(work);
    }

    @Override
    public void fetchInto(Path directory) throws IOException {
        var missing = new ArrayList<DebPackage>();
        for (DebPackage deb : debs.files()) {
            Path file = directory.resolve(deb.file());
            if (!ArchiveCheck.isRight(file, deb)) {
                Files.deleteIfExists(file);
                missing.add(deb);
            }
        }
        if (!missing.isEmpty()) {
            Path fetched = Files.createTempDirectory(work, "fetched");
            archives.putInto(fetched, missing);
            for (DebPackage deb : missing) {
                ArchiveCheck.copy(
                        fetched.resolve(deb.file()),
                        directory.resolve(deb.file()),
                        deb,
                        deb.describe().url());
            }
        }
        writeList(directory, directory.resolve(LIST));
    }

    private void writeList(Path directory, Path list) throws IOException {
        var arguments = new ArrayList<>(List.of(INDEX, directory.toString()));
        for (DebPackage deb : debs.files()) {
            arguments.addAll(List.of(deb.file(), String.valueOf(deb.size()), deb.sha256()));
        }
        Command index = Command.of("sh", "-c", BundledResource.text(AptTransaction.class, INDEX))
                .plus(arguments);
        try (OutputStream out = Files.newOutputStream(list)) {
            // With kbimg's own ids: others may not enter its directories.
            sandboxes.downloads().readable(List.of(directory)).copyOutput(index, out);
        } catch (ProcessFailedException e) {
            throw new BuildException("Can't read the package archives:\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
