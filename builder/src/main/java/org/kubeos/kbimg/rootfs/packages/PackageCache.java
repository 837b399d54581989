package org.kubeos.kbimg.rootfs.packages;

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
import org.kubeos.kbimg.host.CacheDirectory;

/**
 * Package archives by their digest, shared by all builds at once: files appear by a hard link, whole, and are never
 * changed. An archive that was in use is the last to go.
 */
public final class PackageCache {

    private final Path directory;
    private final long limit;

    /** @param limit in bytes */
    public PackageCache(Path directory, long limit) throws IOException {
        this.directory = CacheDirectory.create(directory);
        this.limit = limit;
    }

    /** Puts the archives that are here into a package manager's archive directory; returns the others. */
    public <P extends PackageFile> List<P> linkInto(Path archives, List<P> packages) throws IOException {
        var missing = new ArrayList<P>();
        for (P file : packages) {
            Path cached = directory.resolve(file.digest());
            try {
                Files.createLink(archives.resolve(file.file()), cached);
                Files.setLastModifiedTime(cached, FileTime.from(Instant.now()));
            } catch (NoSuchFileException e) {
                missing.add(file);
            } catch (FileAlreadyExistsException e) {
                // The other builds' downloads of the same file are as good.
            }
        }
        return missing;
    }

    /** Keeps archives from a package manager's archive directory, which it has compared with the signed index. */
    public void keep(Path archives, List<? extends PackageFile> packages) throws IOException {
        for (PackageFile file : packages) {
            try {
                Files.createLink(directory.resolve(file.digest()), archives.resolve(file.file()));
            } catch (FileAlreadyExistsException e) {
                // Another build was faster.
            }
        }
        dropOldest();
    }

    /** Removes an archive that was found damaged. */
    public void drop(PackageFile file) throws IOException {
        Files.deleteIfExists(directory.resolve(file.digest()));
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
