package org.kubeos.kbimg.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.HostException;
import org.kubeos.kbimg.artifact.Manifest.OutputFile;
import org.kubeos.kbimg.config.DataSize;

/**
 * The directory that a build's outputs appear in. They are written in a hidden directory inside it, on the same file
 * system, and renamed when all of them are whole; the manifest comes last, so that a manifest means a complete set.
 *
 * <p>The hidden directory is locked while a build runs. What a killed build left there is removed by the next one.
 */
final class OutputDirectory implements AutoCloseable {

    private static final String UNFINISHED = ".kbimg-unfinished";
    private static final String LOCK = "lock";
    private static final long SPACE_FOR_METADATA = 64L << 20;

    private final Path directory;
    private final Path unfinished;
    private final FileChannel lock;
    private final boolean made;
    private final Map<String, byte[]> digests = new ConcurrentHashMap<>();

    private OutputDirectory(Path directory, Path unfinished, FileChannel lock, boolean made) {
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
            FileChannel lock = claim(directory, unfinished);
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

    /** The sizes and digests of finished outputs, in this order. */
    List<OutputFile> measure(List<String> names) {
        return names.parallelStream().map(this::measure).toList();
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
            published.add(publish(name));
        }
        published.add(publish(manifest));
        return published;
    }

    private Path publish(String name) throws IOException {
        return Files.move(
                unfinished.resolve(name),
                directory.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** The SHA-256 digest of a finished output. */
    byte[] digest(String name) {
        return digests.computeIfAbsent(name, this::computeDigest);
    }

    private OutputFile measure(String name) {
        try {
            long size = Files.size(unfinished(name));
            return new OutputFile(name, size, HexFormat.of().formatHex(digest(name)));
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private byte[] computeDigest(String name) {
        try {
            return Sha256.of(unfinished(name));
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private BuildException unreadable(String name, IOException cause) {
        return new BuildException("can't read back " + unfinished(name) + ": " + cause.getMessage(), cause);
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

    private static FileChannel claim(Path directory, Path unfinished) throws IOException {
        Path file = unfinished.resolve(LOCK);
        while (true) {
            Files.createDirectories(unfinished);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw new OverlappingFileLockException();
                }
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw new BuildException("another kbimg is writing to " + directory
                        + "; wait for it, or choose another directory with -o");
            }
            if (isStillAt(file, channel)) {
                return channel;
            }
            channel.close();
        }
    }

    /**
     * Whether the locked file is the one that others find. The build that held the lock before removes the file on its
     * way out, so a lock may be on a file that has no name any more.
     */
    private static boolean isStillAt(Path file, FileChannel channel) throws IOException {
        String owner = String.valueOf(ProcessHandle.current().pid());
        channel.truncate(0).write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.US_ASCII)), 0);
        try {
            return Files.readString(file).equals(owner);
        } catch (NoSuchFileException e) {
            return false;
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
