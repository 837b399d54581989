package org.kubeos.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory for files that live no longer than it. */
record Scratch(Path directory) implements AutoCloseable {

    static Scratch create() {
        try {
            return new Scratch(Files.createTempDirectory("testkit"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Scratch createIn(Path parent) throws IOException {
        return new Scratch(Files.createTempDirectory(Files.createDirectories(parent), "scratch"));
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
