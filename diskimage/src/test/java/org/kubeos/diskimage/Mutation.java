package org.kubeos.diskimage;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Damages an image over and over, and holds its reader to its word: a clean result, or an exception that says what is wrong.
 *
 * @param image the first bytes of a sound image; the rest is zero
 * @param size the whole image's size
 * @param from first of the bytes that may be damaged
 * @param to the byte after the last of them
 */
public record Mutation(byte[] image, long size, int from, int to) {

    /** What is tried on every damaged image, which lives only as long as the attempt. */
    @FunctionalInterface
    public interface Attempt {
        void read(MemoryDisk damaged) throws IOException;
    }

    private static final byte[] SPECIAL = {0, 1, 2, 0x7F, (byte) 0x80, (byte) 0xFE, (byte) 0xFF};
    private static final Pattern BELOW_ZERO = Pattern.compile("(?<![\\w.-])-\\d");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Of an image that is held as a whole, damaged anywhere. */
    public static Mutation of(byte[] image) {
        return new Mutation(image, image.length, 0, image.length);
    }

    public Mutation withSize(long newSize) {
        return new Mutation(image, newSize, from, to);
    }

    public Mutation between(int newFrom, int newTo) {
        return new Mutation(image, size, newFrom, newTo);
    }

    /** Tries as many damaged images as {@link RandomTests} says; fails if damage never mattered or always did. */
    public void check(String name, Attempt attempt) {
        int[] used = IntStream.range(from, to).filter(i -> image[i] != 0).toArray();
        RandomTests.announce(name + ": " + RandomTests.MUTATIONS + " damaged images");
        int refused = 0;
        for (int i = 0; i < RandomTests.MUTATIONS; i++) {
            refused += isRefused(RandomTests.SEED + i, used, attempt) ? 1 : 0;
        }
        // One alone, which is being repeated, proves nothing.
        if (RandomTests.MUTATIONS > 1 && (refused == 0 || refused == RandomTests.MUTATIONS)) {
            throw new AssertionError(name + ": the damage was no test: " + refused + " images were refused");
        }
    }

    private boolean isRefused(long seed, int[] used, Attempt attempt) {
        var random = new Random(seed);
        int[] places = new int[1 + random.nextInt(8)];
        byte[] before = new byte[places.length];
        for (int i = 0; i < places.length; i++) {
            // Mostly what is not zero, and what is next to it.
            int near = used[random.nextInt(used.length)] + random.nextInt(5) - 2;
            places[i] = Math.clamp(near, from, to - 1);
            before[i] = image[places[i]];
            image[places[i]] = random.nextBoolean() ? SPECIAL[random.nextInt(SPECIAL.length)] : (byte) random.nextInt();
        }
        long length = random.nextInt(16) == 0 ? random.nextLong(size) : size;
        try {
            return assertTimeoutPreemptively(LIMIT, () -> isRefused(attempt, new MemoryDisk(image, length)));
        } catch (RuntimeException | Error e) {
            throw new AssertionError("kbimg.seed " + seed + ", damage at " + Arrays.toString(places), e);
        } finally {
            // Backwards: a place may have been hit twice.
            for (int i = places.length - 1; i >= 0; i--) {
                image[places[i]] = before[i];
            }
        }
    }

    private static boolean isRefused(Attempt attempt, MemoryDisk damaged) {
        try {
            attempt.read(damaged);
            return false;
        } catch (CorruptImageException | UnsupportedImageException e) {
            // Where numbers are told, no format has signed ones: one below zero is a large one that was misread.
            if (BELOW_ZERO.matcher(String.valueOf(e.getMessage())).find()) {
                throw new IllegalStateException("a number below zero in the refusal", e);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("not a reader's own refusal", e);
        }
    }
}
