package org.kubeos.kbimg.rootfs.dnf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.rootfs.packages.PackageMessages;
import org.kubeos.kbimg.rootfs.packages.RepositoryState;
import org.kubeos.kbimg.rootfs.packages.UnresolvableException;
import org.kubeos.process.Command;
import org.kubeos.process.FileLock;
import org.kubeos.process.ProcessFailedException;

/**
 * dnf's metadata for a set of repositories, kept between builds in an empty root of their own, so that a build
 * downloads only what is new. Only one build at a time can hold it open.
 */
final class DnfIndex implements AutoCloseable {

    private static final String ROOT = "root";
    private static final String TRANSACTION = "transaction";
    private static final String REPOSITORIES = "repositories";

    private final Path directory;
    private final DnfSetup setup;
    private final FileLock lock;
    private final Sandbox sandbox;

    private DnfIndex(Path directory, DnfSetup setup, FileLock lock, Sandbox sandbox) {
        this.directory = directory;
        this.setup = setup;
        this.lock = lock;
        this.sandbox = sandbox;
    }

    /** Opens the index in {@code directory}, which is created if need be. */
    static DnfIndex open(Path directory, DnfSetup setup, Sandbox downloads) throws IOException {
        Files.createDirectories(directory.resolve(ROOT));
        FileLock lock = FileLock.acquire(directory.resolve("kbimg.lock"));
        boolean ready = false;
        try {
            setup.writeInto(directory);
            ready = true;
            return new DnfIndex(
                    directory,
                    setup,
                    lock,
                    downloads.readable(setup.localPaths()).writable(directory));
        } finally {
            if (!ready) {
                lock.close();
            }
        }
    }

    /** Fetches the metadata that has changed, and verifies its signature. */
    void refresh() throws IOException {
        try {
            sandbox.run(dnf("--assumeyes", "--refresh", "makecache"));
        } catch (ProcessFailedException e) {
            throw new BuildException(DnfMessages.explainUnreadable(e.lastLines()), e);
        }
    }

    /**
     * The packages that have to be installed.
     *
     * @param work a directory that the sandbox can read
     */
    List<RpmPackage> resolve(DnfRequest request, Path work) throws IOException {
        Path transaction = directory.resolve(TRANSACTION);
        Files.deleteIfExists(transaction);
        Command install = request.addTo(dnf("--assumeno", "--cacheonly", "install", "--"), work)
                .with("KBIMG_TRANSACTION", transaction.toString())
                .with("KBIMG_REPOSITORIES", directory.resolve(REPOSITORIES).toString());
        try {
            sandbox.readable(List.of(work)).run(install);
        } catch (ProcessFailedException e) {
            // That nothing is to be installed counts as a failure to dnf, too.
            if (!Files.exists(transaction)) {
                List<String> unknown = DnfMessages.unknownPackages(e.lastLines());
                throw new UnresolvableException(
                        unknown.isEmpty()
                                ? DnfMessages.explain(e.lastLines())
                                : PackageMessages.explainUnknown(unknown, names()),
                        e);
            }
        }
        return Files.readAllLines(transaction).stream().map(RpmPackage::ofLine).toList();
    }

    /** What the repositories offered when packages were resolved last. */
    List<RepositoryState> repositories() throws IOException {
        return Files.readAllLines(directory.resolve(REPOSITORIES)).stream()
                .map(line -> line.split("\t"))
                .map(fields -> new RepositoryState(fields[0], "sha256:" + fields[1]))
                .toList();
    }

    private List<String> names() throws IOException {
        try {
            return sandbox.capture(dnf("--quiet", "--cacheonly", "repoquery", "--queryformat=%{name}"));
        } catch (ProcessFailedException e) {
            return List.of();
        }
    }

    /** Links the metadata as it is now, which a later refresh does not change, into another root. */
    void linkMetadataInto(Path root) throws IOException {
        Path from = directory.resolve(ROOT).resolve(DnfSetup.CACHE);
        Path to = root.resolve(DnfSetup.CACHE);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (Files.isRegularFile(file)) {
                    // Keyrings are their owner's alone, and the owner of a link is not the sandbox's.
                    if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                        Files.createLink(copy, file);
                    } else {
                        Files.copy(file, copy);
                    }
                }
            }
        }
    }

    private Command dnf(String... arguments) {
        return setup.dnf(directory, directory.resolve(ROOT), arguments);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
