package org.kubeos.kbimg.artifact.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.Application;
import org.kubeos.process.FilePermissions;
import org.kubeos.process.UnfinishedDirectory;

/**
 * The directory that a build's outputs appear in. They are written in a hidden directory inside it, on the same file
 * system, and renamed when all of them are whole; the manifest comes last, so that a manifest means a complete set.
 *
 * <p>The hidden directory is locked while a build runs. What a killed build left there is removed by the next one.
 */
public final class OutputDirectory implements AutoCloseable {

    private static final long SPACE_FOR_METADATA = 64L << 20;

    /** What the names of an earlier build's outputs begin with until they are removed. */
    private static final String REPLACED = "replaced-";

    private final Path directory;
    private final UnfinishedDirectory unfinished;

    private OutputDirectory(Path directory, UnfinishedDirectory unfinished) {
        this.directory = directory;
        this.unfinished = unfinished;
    }

    /**
     * Makes the directory where needed, and claims it.
     *
     * @throws BuildException if another build is writing to it, or it can't be written to
     */
    public static OutputDirectory open(Path directory) {
        return new OutputDirectory(
                directory,
                UnfinishedDirectory.open(Application.NAME, directory, ", or choose another directory with -o"));
    }

    /**
     * Makes sure that there is room for the outputs of a rootfs archive of so many bytes: the archive itself, and its
     * files once more in the disk and in the update image.
     *
     * @throws HostException if there is not
     */
    public void requireSpace(long archiveSize) throws IOException {
        var needed = new DataSize(3 * archiveSize + SPACE_FOR_METADATA);
        var free = new DataSize(Files.getFileStore(unfinished.path()).getUsableSpace());
        if (free.bytes() < needed.bytes()) {
            throw new HostException("The outputs need about " + needed + " in " + directory + ", but only " + free
                    + " are free there. Free some space, or choose another directory with -o.");
        }
    }

    /** Where the outputs will be. */
    public Path directory() {
        return directory;
    }

    /** Where the output of this name is to be written. */
    public Path unfinished(String name) {
        return unfinished.path().resolve(name);
    }

    /** Removes what was written, to begin again. */
    public void empty() throws IOException {
        unfinished.empty();
    }

    /**
     * Removes files of an earlier build that vouch for what is about to be replaced.
     *
     * @param isStale whether it removes the file of a name
     */
    public void withdraw(Predicate<String> isStale) throws IOException {
        List<Path> stale;
        try (Stream<Path> files = Files.list(directory)) {
            stale = files.filter(file -> isStale.test(String.valueOf(file.getFileName())))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        for (Path file : stale) {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Moves the outputs to their places, in this order, over those of an earlier build.
     *
     * @param names file names given to {@link #unfinished}
     * @param manifest the one that says that the others are whole
     * @return where they are now, the manifest last
     */
    public List<Path> publish(List<String> names, String manifest) throws IOException {
        return publish(names, List.of(), manifest);
    }

    /**
     * Does the same, and leaves some of the outputs readable to everyone.
     *
     * @param documents those of the names whose files hold no secrets
     */
    public List<Path> publish(List<String> names, Collection<String> documents, String manifest) throws IOException {
        // While the set is half old and half new, nothing may vouch for it.
        Files.deleteIfExists(directory.resolve(manifest));
        var published = new ArrayList<Path>();
        for (String name : names) {
            if (!documents.contains(name)) {
                FilePermissions.hideFromOthers(unfinished(name));
            }
            published.add(publish(name));
        }
        published.add(publish(manifest));
        return published;
    }

    private Path publish(String name) throws IOException {
        Path place = directory.resolve(name);
        if (Files.isRegularFile(place)) {
            // Where a file is renamed over another, ext4 writes its data to the disk first: seconds, for a disk image.
            Files.move(place, unfinished(REPLACED + name), StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.move(unfinished(name), place, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        unfinished.close();
    }
}
