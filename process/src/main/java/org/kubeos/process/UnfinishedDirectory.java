package org.kubeos.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A hidden directory for files that are renamed into the directory around it when they are complete. It is locked while it
 * is open; the next process removes files that a killed one has left in it.
 */
public final class UnfinishedDirectory implements AutoCloseable {

    private static final String LOCK = "lock";

    /** How often the directories may be removed while they are being locked. */
    private static final int MAX_ATTEMPTS = 100;

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
     * Creates {@code directory} if it is missing, and locks it.
     *
     * @param application names the hidden directory: {@code .NAME-unfinished}; only its processes see each other's locks
     * @param advice appended to the message if another process has locked it: ", or …"
     * @throws DirectoryBusyException if another process has locked it, or it can't be written to
     * @throws HostEnvironmentException if the hidden directory belongs to another user
     */
    public static UnfinishedDirectory open(ApplicationName application, Path directory, String advice) {
        boolean made = Files.notExists(directory);
        Path hidden = directory.resolve("." + application + "-unfinished");
        try {
            FileLock lock = claim(application, directory, hidden, advice);
            var unfinished = new UnfinishedDirectory(directory, hidden, lock, made);
            unfinished.empty();
            return unfinished;
        } catch (IOException e) {
            throw new DirectoryBusyException("Can't write to the directory " + directory + ": " + e, e);
        }
    }

    private static FileLock claim(ApplicationName application, Path directory, Path hidden, String advice)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(directory);
                PrivateDirectory.create(application, hidden, advice);
                Optional<FileLock> lock = lockNamedFile(application, hidden.resolve(LOCK), directory, advice);
                if (lock.isPresent()) {
                    return lock.get();
                }
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // It removes the directories, too, even between an attempt to create one and a look at what is there.
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The lock; empty if the previous holder, which removes the file when it is done, did so meanwhile. */
    private static Optional<FileLock> lockNamedFile(
            ApplicationName application, Path file, Path directory, String advice) throws IOException {
        FileLock lock = FileLock.tryAcquire(file)
                .orElseThrow(() -> new DirectoryBusyException(
                        "another " + application + " is writing to " + directory + ". Wait for it" + advice + "."));
        boolean named = false;
        try {
            named = lock.isOnNamedFile();
            return named ? Optional.of(lock) : Optional.empty();
        } finally {
            if (!named) {
                lock.close();
            }
        }
    }

    /** The hidden directory. */
    public Path path() {
        return hidden;
    }

    /** Removes its content. */
    public void empty() throws IOException {
        try (Stream<Path> walk = Files.walk(hidden)) {
            List<Path> content = walk.filter(path -> !path.equals(hidden) && !path.equals(lockFile()))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            // In parallel: freeing the page cache of a large file takes time.
            content.parallelStream().filter(path -> !isDirectory(path)).forEach(UnfinishedDirectory::delete);
            content.stream().filter(UnfinishedDirectory::isDirectory).forEach(UnfinishedDirectory::delete);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Removes files that were not renamed, and the directory around it if {@link #open} created that and it is empty. */
    @Override
    public void close() throws IOException {
        try (lock) {
            empty();
            Files.deleteIfExists(lockFile());
            removeUnlessInUse(hidden);
        } catch (NoSuchFileException e) {
            // Somebody has removed it already.
        }
        if (made) {
            removeUnlessInUse(directory);
        }
    }

    private static void removeUnlessInUse(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            // It has files, or the next build has locked it already.
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
