package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.kubeos.kbimg.config.DataSize;
import org.kubeos.kbimg.host.CacheDirectory;
import org.kubeos.process.FileLock;

/**
 * Bases by the key of everything that went into them. An entry is an archive and a file with its checksum, which appears
 * last: one without the other is no entry. A third file says in words what the base is. What is found damaged is made anew. The least recently used bases go when
 * there are too many.
 *
 * <p>The checksum is to find what disks and interrupted copies do to files. It is a CRC-32C: a SHA-256 takes many times as
 * long, and would not keep out anybody who may write to the cache either.
 */
public final class BaseCache {

    private static final String ARCHIVE = ".tar";
    private static final String CHECKSUM = ".crc32c";
    private static final String CONTENTS = ".contents";

    private static final int BUFFER_SIZE = 256 << 10;

    /** What the names of links begin with that lead from requests to archives. */
    private static final String EXPECTED = "expected-";

    private final Path directory;
    private final DataSize limit;

    BaseCache(Path directory, DataSize limit) throws IOException {
        this.directory = CacheDirectory.create(directory);
        this.limit = limit;
    }

    /** The bases in kbimg's cache directory. */
    public static BaseCache in(Path cache) throws IOException {
        return new BaseCache(cache.resolve("bases"), DataSize.ofGibibytes(8));
    }

    /**
     * An archive of the cache.
     *
     * @param found whether an earlier build has made it
     */
    record Entry(Path archive, boolean found) {}

    /** Makes what is not in the cache. */
    @FunctionalInterface
    interface Maker {
        void writeTo(OutputStream archive) throws IOException;
    }

    /**
     * The base for a key, made if it is not there. Builds that want the same base at the same time make it once.
     *
     * @param key lower case hexadecimal
     * @param contents what it is, for {@link #list}
     * @param temporary a file that does not exist yet, on the same file system
     */
    Entry get(String distribution, String key, String contents, Path temporary, Maker maker) throws IOException {
        Path archive = archive(distribution, key);
        try (var _ = gate(key)) {
            boolean found = isComplete(archive);
            if (found) {
                Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
            } else {
                publish(archive, temporary, maker);
                Files.writeString(contentsFile(archive), contents);
                dropOldest(archive);
            }
            return new Entry(archive, found);
        }
    }

    /** The base for a key, if it is there and whole. */
    Optional<Entry> find(String distribution, String key) throws IOException {
        Path archive = archive(distribution, key);
        try (var _ = gate(key)) {
            if (!isComplete(archive)) {
                return Optional.empty();
            }
            Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
            return Optional.of(new Entry(archive, true));
        }
    }

    private FileLock gate(String key) throws IOException {
        return FileLock.acquire(directory.resolve("gate-" + key.substring(0, 2)));
    }

    private Path archive(String distribution, String key) {
        return directory.resolve(distribution + "-" + key + ARCHIVE);
    }

    /** Remembers that the base is what a request comes to, for {@link #expected}. */
    void expect(Entry base, String request, Path temporary) throws IOException {
        Files.createSymbolicLink(temporary, base.archive().getFileName());
        Files.move(temporary, directory.resolve(EXPECTED + request), StandardCopyOption.ATOMIC_MOVE);
    }

    /** What a request came to last, unless that is gone. Nobody has looked whether it is whole. */
    Optional<Path> expected(String request) throws IOException {
        Path link = directory.resolve(EXPECTED + request);
        return Files.exists(link) ? Optional.of(link.toRealPath()) : Optional.empty();
    }

    /** What is there, the last used first. */
    public List<CachedBase> list() throws IOException {
        var bases = new ArrayList<CachedBase>();
        for (Path archive : archives()) {
            describe(archive).ifPresent(bases::add);
        }
        bases.sort(Comparator.comparing(CachedBase::lastUsed).reversed());
        return List.copyOf(bases);
    }

    /** Removes all bases and tells what that freed. A build that is reading one is not disturbed. */
    public DataSize clear() throws IOException {
        long freed = 0;
        for (CachedBase base : list()) {
            remove(archive(base));
            freed += base.size().bytes();
        }
        removeDeadLinks();
        return new DataSize(freed);
    }

    private static boolean isComplete(Path archive) throws IOException {
        try {
            return Files.readString(checksumFile(archive)).equals(checksum(archive));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String checksum(Path archive) throws IOException {
        var checksum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
        try (var file = FileChannel.open(archive)) {
            while (file.read(buffer) >= 0) {
                checksum.update(buffer.flip());
                buffer.clear();
            }
        }
        return text(checksum);
    }

    private static String text(CRC32C checksum) {
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    private static void publish(Path archive, Path temporary, Maker maker) throws IOException {
        var checksum = new CRC32C();
        try (var out = new CheckedOutputStream(Files.newOutputStream(temporary), checksum)) {
            maker.writeTo(out);
        }
        Files.deleteIfExists(checksumFile(archive));
        Files.move(temporary, archive, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(temporary, text(checksum));
        Files.move(temporary, checksumFile(archive), StandardCopyOption.ATOMIC_MOVE);
    }

    private void dropOldest(Path newest) throws IOException {
        long total = 0;
        for (CachedBase base : list()) {
            total += base.size().bytes();
            if (total > limit.bytes() && !archive(base).equals(newest)) {
                remove(archive(base));
            }
        }
        removeDeadLinks();
    }

    private void removeDeadLinks() throws IOException {
        try (var links = Files.newDirectoryStream(directory, EXPECTED + "*")) {
            for (Path link : links) {
                if (Files.notExists(link)) {
                    Files.deleteIfExists(link);
                }
            }
        }
    }

    private List<Path> archives() throws IOException {
        var archives = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(directory, "*-*" + ARCHIVE)) {
            entries.forEach(archives::add);
        }
        return archives;
    }

    private static Optional<CachedBase> describe(Path archive) throws IOException {
        String name = archive.getFileName().toString();
        int dash = name.lastIndexOf('-');
        try {
            var attributes = Files.readAttributes(archive, BasicFileAttributes.class);
            return Optional.of(new CachedBase(
                    name.substring(dash + 1, name.length() - ARCHIVE.length()),
                    name.substring(0, dash),
                    Files.exists(contentsFile(archive)) ? Files.readString(contentsFile(archive)) : "",
                    new DataSize(attributes.size()),
                    attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // Another build has just dropped it.
        }
    }

    private static void remove(Path archive) throws IOException {
        Files.deleteIfExists(checksumFile(archive));
        Files.deleteIfExists(contentsFile(archive));
        Files.deleteIfExists(archive);
    }

    private Path archive(CachedBase base) {
        return archive(base.distribution(), base.key());
    }

    private static Path contentsFile(Path archive) {
        return archive.resolveSibling(archive.getFileName() + CONTENTS);
    }

    private static Path checksumFile(Path archive) {
        return archive.resolveSibling(archive.getFileName() + CHECKSUM);
    }
}
