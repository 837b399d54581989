package org.kubeos.kbimg.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kubeos.kbimg.HostException;

/**
 * The temporary files of one build. A build holds a lock as long as it lives, so that the next one recognises what a
 * killed build has left, and removes it.
 */
public final class WorkDirectory implements AutoCloseable {

    private static final String PREFIX = "build-";
    private static final String LOCK_SUFFIX = ".lock";

    private final Path path;
    private final FileLock lock;
    private final Sandbox sandbox;

    private WorkDirectory(Path path, FileLock lock, Sandbox sandbox) {
        this.path = path;
        this.lock = lock;
        this.sandbox = sandbox;
    }

    /** A new, empty work directory in {@code parent}, which is created if need be; leftovers there are removed. */
    public static WorkDirectory create(Path parent, Sandbox sandbox) throws IOException {
        PrivateDirectory.create(parent);
        // Between the creation of a lock file and its locking, another build must not take it for a leftover.
        try (var _ = FileLock.acquire(parent.resolve("gate"))) {
            removeLeftovers(parent, sandbox);
            Path path = Files.createTempDirectory(parent, PREFIX);
            // Passable, so that apt may download as a user of its own; the random name keeps others out.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
            return new WorkDirectory(path, FileLock.acquire(lockFile(path)), sandbox);
        }
    }

    public Path path() {
        return path;
    }

    private static void removeLeftovers(Path parent, Sandbox sandbox) throws IOException {
        for (Path build : builds(parent)) {
            Optional<FileLock> lock = FileLock.tryAcquire(lockFile(build));
            if (lock.isPresent()) {
                try (var _ = lock.get()) {
                    remove(build, sandbox);
                } catch (ProcessFailedException e) {
                    // A process of the killed build is still on its way out: the next build tries again.
                }
            }
        }
    }

    /** The work directories that exist, or whose lock files do. */
    private static Set<Path> builds(Path parent) throws IOException {
        var builds = new TreeSet<Path>();
        try (var entries = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                builds.add(
                        name.endsWith(LOCK_SUFFIX)
                                ? parent.resolve(name.substring(0, name.length() - LOCK_SUFFIX.length()))
                                : entry);
            }
        }
        return builds;
    }

    private static Path lockFile(Path build) {
        return build.resolveSibling(build.getFileName() + LOCK_SUFFIX);
    }

    /** Removes what may belong to subordinate ids, which only the sandbox can; the lock file goes last. */
    private static void remove(Path build, Sandbox sandbox) throws IOException, ProcessFailedException {
        if (Files.exists(build)) {
            sandbox.run(Command.of("rm", "-rf", "--one-file-system", "--", build.toString()));
        }
        Files.deleteIfExists(lockFile(build));
    }

    /** Removes the directory and all in it. */
    @Override
    public void close() throws IOException {
        try (lock) {
            remove(path, sandbox);
        } catch (ProcessFailedException e) {
            throw new HostException("Can't remove " + path + ":\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
