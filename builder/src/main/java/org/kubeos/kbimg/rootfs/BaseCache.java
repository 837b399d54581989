package org.kubeos.kbimg.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import org.kubeos.kbimg.host.FileLock;

/**
 * Bases by the key of everything that went into them. An entry is an archive and a file with its SHA-256; the archive
 * appears first, so that one without the other is no entry. What is found damaged is made anew.
 */
final class BaseCache {

    private static final long MAX_BYTES = 8L << 30;

    private final Path directory;

    BaseCache(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    @FunctionalInterface
    interface Maker {
        void writeTo(OutputStream archive) throws IOException;
    }

    /**
     * The base for a key, made if it is not there. Builds that want the same base at the same time make it once.
     *
     * @param temporary a file that does not exist yet, on the same file system
     */
    Base get(String key, Path temporary, Maker maker) throws IOException {
        try (var _ = FileLock.acquire(directory.resolve("gate-" + key.substring(0, 2)))) {
            Optional<Path> found = find(key);
            if (found.isPresent()) {
                Files.setLastModifiedTime(found.get(), FileTime.from(Instant.now()));
                return new Base(found.get(), true);
            }
            Path made = publish(key, temporary, maker);
            dropOldest(made);
            return new Base(made, false);
        }
    }

    private Optional<Path> find(String key) throws IOException {
        Path archive = archive(key);
        try {
            return Files.readString(digestFile(key)).equals(digestOf(archive))
                    ? Optional.of(archive)
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Path publish(String key, Path temporary, Maker maker) throws IOException {
        var digest = Fingerprint.digest();
        try (var out = new DigestOutputStream(Files.newOutputStream(temporary), digest)) {
            maker.writeTo(out);
        }
        Files.deleteIfExists(digestFile(key));
        Path archive = Files.move(temporary, archive(key), StandardCopyOption.ATOMIC_MOVE);
        Path written = Files.writeString(temporary, HexFormat.of().formatHex(digest.digest()));
        Files.move(written, digestFile(key), StandardCopyOption.ATOMIC_MOVE);
        return archive;
    }

    private static String digestOf(Path file) throws IOException {
        var digest = Fingerprint.digest();
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            byte[] buffer = new byte[1 << 20];
            while (in.read(buffer) >= 0) {
                // The stream digests what is read.
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void dropOldest(Path newest) throws IOException {
        record Entry(Path archive, long size, FileTime used) {}
        var entries = new ArrayList<Entry>();
        try (var archives = Files.newDirectoryStream(directory, "*.tar")) {
            for (Path archive : archives) {
                entries.add(new Entry(archive, Files.size(archive), Files.getLastModifiedTime(archive)));
            }
        }
        entries.sort(Comparator.comparing(Entry::used));
        long total = entries.stream().mapToLong(Entry::size).sum();
        for (Entry entry : entries) {
            if (total > MAX_BYTES && !entry.archive().equals(newest)) {
                Files.deleteIfExists(Path.of(entry.archive() + ".sha256"));
                Files.deleteIfExists(entry.archive());
                total -= entry.size();
            }
        }
    }

    private Path archive(String key) {
        return directory.resolve(key + ".tar");
    }

    private Path digestFile(String key) {
        return directory.resolve(key + ".tar.sha256");
    }
}
