package org.kubeos.testkit.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A control group of this machine, in every hierarchy that it has: the one of version 2, those of version 1, or both. */
record Cgroups(String name) implements AutoCloseable {

    private static final Duration REMOVAL = Duration.ofMinutes(1);
    private static final long POLL_MILLIS = 100;

    static Cgroups create(String name) throws IOException {
        var cgroups = new Cgroups(name);
        for (Path directory : cgroups.directories()) {
            Files.createDirectory(directory);
        }
        return cgroups;
    }

    private List<Path> directories() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields[2].matches("cgroup2?"))
                .map(fields -> Path.of(fields[1], name))
                .toList();
    }

    /**
     * Removes it with the groups in it, as soon as their last processes have ended.
     *
     * @throws IOException if they haven't within a minute
     */
    @Override
    public void close() throws IOException {
        long end = System.nanoTime() + REMOVAL.toNanos();
        for (Path directory : directories()) {
            while (!remove(directory)) {
                if (System.nanoTime() > end) {
                    throw new IOException("Can't remove the control group " + directory + ": it still has processes.");
                }
                pause();
            }
        }
    }

    /** Whether it is gone now. */
    private static boolean remove(Path group) throws IOException {
        if (!Files.exists(group)) {
            return true;
        }
        try (Stream<Path> files = Files.walk(group)) {
            for (Path directory : files.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(directory);
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            // Busy, as long as it has a process.
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
