package org.kubeos.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * An exclusive lock on a file, between threads and processes. It is released when its holder ends, even if that is killed; the
 * file is kept.
 */
public final class FileLock implements AutoCloseable {

    // POSIX locks belong to processes: they don't exclude other threads, and closing any descriptor of the file
    // releases
    // them. So nothing in this process may open the file of a lock that it holds, not even to read it, by whatever
    // path.
    private static final ConcurrentHashMap<Path, Semaphore> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    // Whoever can read a lock file can lock it and block builds. Links are not followed, since lock files are written
    // to.
    private static final Set<PosixFilePermission> FOR_OWNER_ALONE = PosixFilePermissions.fromString("rw-------");
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path file;
    private final FileChannel channel;
    private final Semaphore semaphore;

    private FileLock(Path file, FileChannel channel, Semaphore semaphore) {
        this.file = file;
        this.channel = channel;
        this.semaphore = semaphore;
    }

    /**
     * Waits for the lock.
     *
     * @param file is created if it is missing; its directory must exist
     * @throws InterruptedIOException if the thread is interrupted meanwhile
     */
    public static FileLock acquire(Path file) throws IOException {
        Semaphore semaphore = semaphore(file);
        try {
            semaphore.acquire();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while waiting for " + file);
        }
        return lock(file, semaphore, true).orElseThrow();
    }

    /** Takes the lock if it is free; empty if not. */
    public static Optional<FileLock> tryAcquire(Path file) throws IOException {
        Semaphore semaphore = semaphore(file);
        return semaphore.tryAcquire() ? lock(file, semaphore, false) : Optional.empty();
    }

    private static Optional<FileLock> lock(Path file, Semaphore semaphore, boolean wait) throws IOException {
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(file, OPTIONS, PosixFilePermissions.asFileAttribute(FOR_OWNER_ALONE));
            hideFromOthers(file);
            locked = wait ? channel.lock() != null : channel.tryLock() != null;
            return locked ? Optional.of(new FileLock(file, channel, semaphore)) : Optional.empty();
        } finally {
            if (!locked) {
                if (channel != null) {
                    channel.close();
                }
                semaphore.release();
            }
        }
    }

    /** Earlier versions created lock files that everybody could read. */
    private static void hideFromOthers(Path file) throws IOException {
        try {
            if (!Files.getPosixFilePermissions(file).equals(FOR_OWNER_ALONE)) {
                Files.setPosixFilePermissions(file, FOR_OWNER_ALONE);
            }
        } catch (NoSuchFileException e) {
            // The previous holder has just removed it.
        }
    }

    /**
     * Whether the locked file still has its name. If holders remove the file when they are done, the next holder may have
     * locked a file that was already removed, and must try again.
     */
    public boolean isOnNamedFile() throws IOException {
        // The inode of an open file is not used again: if the named file has that of one of this process's descriptors,
        // it
        // is the file that the channel is on. Nothing is opened to find out.
        Optional<Object> named = identity(file, LinkOption.NOFOLLOW_LINKS);
        try (var descriptors = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path descriptor : descriptors) {
                if (named.isPresent() && identity(descriptor).equals(named)) {
                    return true;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** The device and inode of a file; empty if it is gone. */
    private static Optional<Object> identity(Path file, LinkOption... options) throws IOException {
        try {
            return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class, options)
                    .fileKey());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Of the file itself: links may lead to its directory by several paths. */
    private static Semaphore semaphore(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path directory = Objects.requireNonNull(absolute.getParent(), "a lock file's directory")
                .toRealPath();
        return IN_THIS_PROCESS.computeIfAbsent(directory.resolve(absolute.getFileName()), path -> new Semaphore(1));
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            semaphore.release();
        }
    }
}
