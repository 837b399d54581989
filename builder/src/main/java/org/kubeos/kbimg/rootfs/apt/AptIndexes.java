package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import org.kubeos.kbimg.host.CacheDirectory;
import org.kubeos.kbimg.host.sandbox.BuildSandboxes;
import org.kubeos.kbimg.host.sandbox.Sandbox;
import org.kubeos.kbimg.host.sandbox.SandboxFiles;
import org.kubeos.process.FileLock;
import org.kubeos.process.ProcessFailedException;
import org.kubeos.process.Progress;

/**
 * The indexes of the sets of repositories that builds have used lately. The least recently used go: each takes 90 MB.
 */
final class AptIndexes {

    private static final String LOCK = ".lock";

    private final Path directory;
    private final int limit;
    private final Sandbox downloads;
    private final SandboxFiles files;

    /** @param limit how many are kept */
    AptIndexes(Path directory, int limit, BuildSandboxes sandboxes) throws IOException {
        this.directory = CacheDirectory.create(directory);
        this.limit = limit;
        this.downloads = sandboxes.downloads();
        this.files = sandboxes.files();
    }

    /** Opens the index for a set-up, which is created if need be; waits for a build that has it open. */
    AptIndex open(AptSetup setup, Progress progress) throws IOException {
        Path root = directory.resolve(setup.identity());
        FileLock lock = FileLock.acquire(lockFile(root));
        boolean ready = false;
        try {
            AptIndex.prepare(root, setup);
            Files.setLastModifiedTime(root, FileTime.from(Instant.now()));
            dropOldest(root);
            ready = true;
            return new AptIndex(
                    root, lock, downloads.readable(setup.localPaths()).writable(root), progress);
        } finally {
            if (!ready) {
                lock.close();
            }
        }
    }

    private void dropOldest(Path newest) throws IOException {
        record Entry(Path root, FileTime used) {}
        var entries = new ArrayList<Entry>();
        try (var files = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path root : files) {
                entries.add(new Entry(root, Files.getLastModifiedTime(root)));
            }
        } catch (NoSuchFileException e) {
            return; // Another build drops indexes, too.
        }
        entries.sort(Collections.reverseOrder(Comparator.comparing(Entry::used)));
        for (Entry entry : entries.subList(Math.min(limit, entries.size()), entries.size())) {
            if (!entry.root().equals(newest)) {
                remove(entry.root());
            }
        }
    }

    /** Removes an index unless a build has it open. The lock's file stays: another build may be about to take it. */
    private void remove(Path root) throws IOException {
        var lock = FileLock.tryAcquire(lockFile(root));
        if (lock.isPresent()) {
            try (var _ = lock.get()) {
                files.remove(root);
            } catch (ProcessFailedException e) {
                throw new IOException("Can't remove " + root + ": " + String.join("\n", e.lastLines()), e);
            }
        }
    }

    private static Path lockFile(Path root) {
        return root.resolveSibling(root.getFileName() + LOCK);
    }
}
