package org.kubeos.kbimg.rootfs.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.kubeos.kbimg.rootfs.Fingerprint;

/**
 * Caches apt's answers. An answer is valid as long as the repositories' signed release files stay the same, because
 * these name every list by its digest.
 */
final class ResolutionCache {

    private final Path directory;
    private final String releases;

    /**
     * @param directory of the answers, which is created if need be
     * @param lists apt's lists as they are now
     */
    ResolutionCache(Path directory, Path lists) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.releases = fingerprint(lists);
    }

    private static String fingerprint(Path lists) throws IOException {
        var files = new TreeSet<Path>();
        try (var entries = Files.newDirectoryStream(lists, "*Release")) {
            entries.forEach(files::add);
        }
        var texts = new ArrayList<String>();
        for (Path file : files) {
            texts.add(file.getFileName().toString());
            texts.add(Fingerprint.of(file));
        }
        return Fingerprint.of(texts.toArray(String[]::new));
    }

    Optional<List<String>> find(List<String> packages) throws IOException {
        Path file = file(packages);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        return Optional.of(lines)
                .filter(all -> !all.isEmpty() && all.getFirst().equals(releases))
                .map(all -> all.subList(1, all.size()));
    }

    void keep(List<String> packages, List<String> answer) throws IOException {
        var lines = new ArrayList<>(List.of(releases));
        lines.addAll(answer);
        Path unfinished = Files.write(directory.resolve("unfinished"), lines);
        Files.move(unfinished, file(packages), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path file(List<String> packages) {
        return directory.resolve(Fingerprint.of(packages.toArray(String[]::new)));
    }
}
