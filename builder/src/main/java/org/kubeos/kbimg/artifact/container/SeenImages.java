package org.kubeos.kbimg.artifact.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kubeos.kbimg.BuildException;
import org.kubeos.kbimg.host.CacheDirectory;
import org.kubeos.kbimg.host.Fingerprint;
import org.kubeos.process.FileLock;

/**
 * The newest signed image that was used from each repository, in kbimg's cache directory. Who controls a repository, but no
 * key, can put an old image back under a new name, and hold back new ones; its signature is still right.
 */
final class SeenImages {

    private static final String DIRECTORY = "seen-images";
    private static final String LOCK = "lock";

    private final Path directory;

    private SeenImages(Path directory) {
        this.directory = directory;
    }

    /** @param cache kbimg's cache directory */
    static SeenImages in(Path cache) throws IOException {
        return new SeenImages(CacheDirectory.create(cache.resolve(DIRECTORY)));
    }

    /**
     * Makes sure that an image is no older than those before it, and remembers it if it is newer.
     *
     * @param signed what its signature says; empty if it says nothing
     * @param allowDowngrade whether an older one is fine
     * @throws BuildException if it is older, or doesn't say while others did
     */
    void require(String repository, Optional<SignedVersion> signed, boolean allowDowngrade) throws IOException {
        // Builds at the same time may use images of the same repository.
        try (FileLock _ = FileLock.acquire(directory.resolve(LOCK))) {
            Path file = directory.resolve(Fingerprint.of(repository));
            Optional<SignedVersion> newest = read(file);
            if (newest.isPresent() && !allowDowngrade) {
                requireNotOlder(repository, signed, newest.get());
            }
            if (signed.isPresent()
                    && newest.filter(seen -> seen.compareTo(signed.get()) >= 0).isEmpty()) {
                write(repository, signed.get(), file);
            }
        }
    }

    private static void requireNotOlder(String repository, Optional<SignedVersion> signed, SignedVersion newest) {
        String before = newest + " from " + repository + " was used here before. If an older image is meant, add"
                + " --allow-downgrade.";
        if (signed.isEmpty()) {
            throw new BuildException("The signature of the image doesn't say its version and date, but " + before);
        }
        if (signed.get().compareTo(newest) < 0) {
            throw new BuildException(
                    "The image is older than one that was used: it is " + signed.get() + ", but " + before);
        }
    }

    private static Optional<SignedVersion> read(Path file) throws IOException {
        try {
            JsonNode seen = new JsonMapper().readTree(Files.readString(file));
            return Optional.of(new SignedVersion(
                    Instant.parse(seen.path("created").asText()),
                    seen.path("version").asText()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException | DateTimeException e) {
            throw new BuildException(
                    "Can't read " + file + ", which says which images were used before: it is damaged. Remove it if"
                            + " you know that the image is not an old one.",
                    e);
        }
    }

    private static void write(String repository, SignedVersion newest, Path file) throws IOException {
        Map<String, String> seen = new TreeMap<>(newest.annotations());
        seen.put("repository", repository);
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.writeString(unfinished, new JsonMapper().writeValueAsString(seen) + "\n");
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
