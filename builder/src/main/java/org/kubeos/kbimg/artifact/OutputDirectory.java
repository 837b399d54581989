package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.FileLock;

/**
 * The directory that a build's outputs appear in. They are written in a hidden directory inside it, on the same file
 * system, and renamed when all of them are whole; the manifest comes last, so that a manifest means a complete set.
 *
 * <p>The hidden directory is locked while a build runs. What a killed build left there is removed by the next one.
 */
final class OutputDirectory implements AutoCloseable {

    private static final String UNFINISHED = ".kbimg-unfinished";
    private static final String LOCK = "lock";
    private static final FileAttribute<?> FOR_OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final long SPACE_FOR_METADATA = 64L << 20;

    private final Path directory;
    private final Path unfinished;
    private final FileLock lock;
    private final boolean made;

    private OutputDirectory(Path directory, Path unfinished, FileLock lock, boolean made) {
        this.directory = directory;
        this.unfinished = unfinished;
        this.lock = lock;
        this.made = made;
    }

    /**
     * Makes the directory where needed, and claims it.
     *
     * @throws BuildException if another build is writing to it, or it can't be written to
     */
    static OutputDirectory open(Path directory) {
        boolean made = Files.notExists(directory);
        Path unfinished = directory.resolve(UNFINISHED);
        try {
            FileLock lock = claim(directory, unfinished);
            var output = new OutputDirectory(directory, unfinished, lock, made);
            output.removeUnfinished(false);
            return output;
        } catch (IOException e) {
            throw new BuildException("can't write to the output directory " + directory + ": " + e, e);
        }
    }

    /**
     * Makes sure that there is room for the outputs of a rootfs archive of so many bytes: the archive itself, and its
     * files once more in the disk and in the update image.
     *
     * @throws HostException if there is not
     */
    void requireSpace(long archiveSize) throws IOException {
        var needed = new DataSize(3 * archiveSize + SPACE_FOR_METADATA);
        var free = new DataSize(Files.getFileStore(unfinished).getUsableSpace());
        if (free.bytes() < needed.bytes()) {
            throw new HostException("the outputs need about " + needed + " in " + directory + ", but only " + free
                    + " are free there; free some space, or choose another directory with -o");
        }
    }

    /** Where the output of this name is to be written. */
    Path unfinished(String name) {
        return unfinished.resolve(name);
    }

    /**
     * Moves the outputs to their places, in this order, over those of an earlier build.
     *
     * @param names file names given to {@link #unfinished}
     * @param manifest the one that says that the others are whole
     * @return where they are now, the manifest last
     */
    List<Path> publish(List<String> names, String manifest) throws IOException {
        // While the set is half old and half new, nothing may vouch for it.
        Files.deleteIfExists(directory.resolve(manifest));
        var published = new ArrayList<Path>();
        for (String name : names) {
            hideFromOthers(unfinished.resolve(name));
            published.add(publish(name));
        }
        published.add(publish(manifest));
        return published;
    }

    /** Images hold password hashes, which are for their makers alone. */
    private static void hideFromOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.remove(PosixFilePermission.OTHERS_READ);
        Files.setPosixFilePermissions(file, permissions);
    }

    private Path publish(String name) throws IOException {
        return Files.move(
                unfinished.resolve(name),
                directory.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        removeUnfinished(true);
        lock.close();
        if (made) {
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isEmpty()) {
                    Files.delete(directory);
                }
            }
        }
    }

    private static FileLock claim(Path directory, Path unfinished) throws IOException {
        while (true) {
            Files.createDirectories(directory);
            Files.createDirectories(unfinished, FOR_OWNER_ALONE);
            FileLock lock = FileLock.tryAcquire(unfinished.resolve(LOCK))
                    .orElseThrow(() -> new BuildException("another kbimg is writing to " + directory
                            + "; wait for it, or choose another directory with -o"));
            // The build that held the lock before removes the file on its way out.
            if (lock.isOnNamedFile()) {
                return lock;
            }
            lock.close();
        }
    }

    private void removeUnfinished(boolean lockToo) throws IOException {
        try (Stream<Path> files = Files.walk(unfinished)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                boolean keep = !lockToo && (file.equals(unfinished) || file.endsWith(LOCK));
                if (!keep) {
                    Files.delete(file);
                }
            }
        } catch (NoSuchFileException e) {
            // Somebody has tidied up already.
        }
    }
}
