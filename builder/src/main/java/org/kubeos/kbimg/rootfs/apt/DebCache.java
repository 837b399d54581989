package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Package archives by their SHA-256, shared by all builds at once: files appear by a hard link, whole, and are never
 * changed. An archive that was in use is the last to go.
 */
final class DebCache {

    private final Path directory;
    private final long limit;

    /** @param limit in bytes */
    DebCache(Path directory, long limit) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.limit = limit;
    }

    /** Puts the archives that are here into apt's archive directory; returns the others. */
    List<Deb> linkInto(Path archives, List<Deb> debs) throws IOException {
        var missing = new ArrayList<Deb>();
        for (Deb deb : debs) {
            Path cached = directory.resolve(deb.sha256());
            try {
                Files.createLink(archives.resolve(deb.file()), cached);
                Files.setLastModifiedTime(cached, FileTime.from(Instant.now()));
            } catch (NoSuchFileException e) {
                missing.add(deb);
            } catch (FileAlreadyExistsException e) {
                // The other builds' downloads of the same file are as good.
            }
        }
        return missing;
    }

    /** Keeps archives from apt's archive directory. Apt has compared their SHA-256 with the signed index. */
    void keep(Path archives, List<Deb> debs) throws IOException {
        for (Deb deb : debs) {
            try {
                Files.createLink(directory.resolve(deb.sha256()), archives.resolve(deb.file()));
            } catch (FileAlreadyExistsException e) {
                // Another build was faster.
            }
        }
        dropOldest();
    }

    private void dropOldest() throws IOException {
        record Entry(Path file, long size, FileTime used) {}
        var entries = new ArrayList<Entry>();
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                entries.add(new Entry(file, attributes.size(), attributes.lastModifiedTime()));
            }
        } catch (NoSuchFileException e) {
            return; // Another build drops files, too.
        }
        entries.sort(Comparator.comparing(Entry::used));
        long total = entries.stream().mapToLong(Entry::size).sum();
        for (Entry entry : entries) {
            if (total <= limit) {
                return;
            }
            Files.deleteIfExists(entry.file());
            total -= entry.size();
        }
    }
}
