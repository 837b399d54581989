package org.kubeos.diskimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How much the random tests try, and from which seed on: system properties, so that a build can ask for a night of them. */
public final class RandomTests {

    /** {@code -Dkbimg.trees}: random file trees for each file system, and as many random tables of each kind. */
    public static final int TREES = Integer.getInteger("kbimg.trees", 200);

    /** {@code -Dkbimg.mutations}: damaged images for each reader and kind of damage. */
    public static final int MUTATIONS = Integer.getInteger("kbimg.mutations", 1000);

    /** {@code -Dkbimg.seed}: what the first trial starts from; each further one adds one to it. */
    public static final long SEED = Long.getLong("kbimg.seed", 20260101L);

    private RandomTests() {}

    /** One trial, with a directory of its own that is there for its time. */
    @FunctionalInterface
    public interface Trial {
        void run(long seed, Path work) throws IOException;
    }

    /** Tells what to repeat the trials with. */
    public static void announce(String trials) {
        System.out.println(trials + " from kbimg.seed " + SEED + " on");
    }

    /** Runs {@link #TREES} trials, some at the same time. A failure names the seed to repeat it with. */
    public static void check(String name, Path directory, Trial trial) {
        announce(name + ": " + TREES + " random ones");
        List<AssertionError> failures = LongStream.range(SEED, SEED + TREES)
                .parallel()
                .mapToObj(seed -> failure(name, directory, trial, seed))
                .flatMap(Optional::stream)
                .toList();
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private static Optional<AssertionError> failure(String name, Path directory, Trial trial, long seed) {
        try {
            Path work = Files.createDirectory(directory.resolve("seed" + seed));
            trial.run(seed, work);
            delete(work);
            return Optional.empty();
        } catch (IOException | RuntimeException | AssertionError e) {
            return Optional.of(new AssertionError(name + " of -Dkbimg.trees=1 -Dkbimg.seed=" + seed, e));
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
