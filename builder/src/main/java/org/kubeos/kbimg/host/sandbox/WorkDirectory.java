package org.kubeos.kbimg.host.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.host.CacheDirectory;
import org.kubeos.process.FileLock;
import org.kubeos.process.ProcessFailedException;

/**
 * The temporary files of one build. A build holds a lock as long as it lives, so that the next one recognizes what a
 * killed build has left, and removes it.
 */
public final class WorkDirectory implements AutoCloseable {

    private static final String PREFIX = "build-";
    private static final String LOCK_SUFFIX = ".lock";

    private final Path path;
    private final FileLock lock;
    private final SandboxFiles files;

    private WorkDirectory(Path path, FileLock lock, SandboxFiles files) {
        this.path = path;
        this.lock = lock;
        this.files = files;
    }

    /** A new, empty work directory, the caller's alone, in {@code parent}, which is created if need be; leftovers there are removed. */
    public static WorkDirectory create(Path parent, SandboxFiles files) throws IOException {
        CacheDirectory.create(parent);
        // Between the creation of a lock file and its locking, another build must not take it for a leftover.
        try (var _ = FileLock.acquire(parent.resolve("gate"))) {
            removeLeftovers(parent, files);
            Path path = Files.createTempDirectory(parent, PREFIX);
            return new WorkDirectory(path, FileLock.acquire(lockFile(path)), files);
        }
    }

    public Path path() {
        return path;
    }

    private static void removeLeftovers(Path parent, SandboxFiles files) throws IOException {
        for (Path build : builds(parent)) {
            Optional<FileLock> lock = FileLock.tryAcquire(lockFile(build));
            if (lock.isPresent()) {
                try (var _ = lock.get()) {
                    remove(build, files);
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

    /** The lock file goes last. */
    private static void remove(Path build, SandboxFiles files) throws IOException, ProcessFailedException {
        if (Files.exists(build)) {
            files.remove(build);
        }
        Files.deleteIfExists(lockFile(build));
    }

    /** Removes the directory and all in it. */
    @Override
    public void close() throws IOException {
        try (lock) {
            remove(path, files);
        } catch (ProcessFailedException e) {
            throw new HostException("Can't remove " + path + ":\n" + String.join("\n", e.lastLines()), e);
        }
    }
}
