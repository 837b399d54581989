package org.kubeos.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A hidden directory inside another one, on the same file system, for what is written there and renamed when it is whole.
 * It is locked as long as it is open; what a killed build has left in it is removed by the next one.
 */
public final class UnfinishedDirectory implements AutoCloseable {

    private static final String NAME = ".kbimg-unfinished";
    private static final String LOCK = "lock";

    private final Path directory;
    private final Path hidden;
    private final FileLock lock;
    private final boolean made;

    private UnfinishedDirectory(Path directory, Path hidden, FileLock lock, boolean made) {
        this.directory = directory;
        this.hidden = hidden;
        this.lock = lock;
        this.made = made;
    }

    /**
     * Makes {@code directory} where needed, and claims it.
     *
     * @param advice what to try when another build has it
     * @throws DirectoryBusyException if another build has it, or it can't be written to
     * @throws HostEnvironmentException if somebody else has prepared it
     */
    public static UnfinishedDirectory open(Path directory, String advice) {
        boolean made = Files.notExists(directory);
        Path hidden = directory.resolve(NAME);
        try {
            FileLock lock = claim(directory, hidden, advice);
            var unfinished = new UnfinishedDirectory(directory, hidden, lock, made);
            unfinished.empty();
            return unfinished;
        } catch (IOException e) {
            throw new DirectoryBusyException("can't write to the directory " + directory + ": " + e, e);
        }
    }

    private static FileLock claim(Path directory, Path hidden, String advice) throws IOException {
        while (true) {
            Files.createDirectories(directory);
            PrivateDirectory.create(hidden, advice);
            FileLock lock = FileLock.tryAcquire(hidden.resolve(LOCK))
                    .orElseThrow(() -> new DirectoryBusyException(
                            "another kbimg is writing to " + directory + "; wait for it" + advice));
            // The build that held the lock before removes the file on its way out.
            if (lock.isOnNamedFile()) {
                return lock;
            }
            lock.close();
        }
    }

    public Path path() {
        return hidden;
    }

    /** Removes all that is in it. */
    public void empty() throws IOException {
        try (Stream<Path> walk = Files.walk(hidden)) {
            List<Path> content = walk.filter(path -> !path.equals(hidden) && !path.equals(lockFile()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            // At once: the system takes its time to give back the memory that it kept a large file in.
            content.parallelStream().filter(path -> !isDirectory(path)).forEach(UnfinishedDirectory::delete);
            content.stream().filter(UnfinishedDirectory::isDirectory).forEach(UnfinishedDirectory::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Removes what was not renamed, and the directory around it if that was made for it and is empty. */
    @Override
    public void close() throws IOException {
        try {
            empty();
            Files.deleteIfExists(lockFile());
            Files.deleteIfExists(hidden);
        } catch (NoSuchFileException e) {
            // Somebody has tidied up already.
        }
        lock.close();
        if (made) {
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isEmpty()) {
                    Files.delete(directory);
                }
            }
        }
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path lockFile() {
        return hidden.resolve(LOCK);
    }
}
