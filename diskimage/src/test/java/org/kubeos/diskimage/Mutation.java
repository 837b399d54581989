package org.kubeos.diskimage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/** Damages a disk over and over, from a seed, and holds readers to their word: a clean exception or a clean result. */
public final class Mutation {

    /** What is tried on every damaged disk. */
    @FunctionalInterface
    public interface Attempt {
        void read(DiskReader disk) throws IOException;
    }

    private static final byte[] SPECIAL = {0, 1, 2, 0x7F, (byte) 0x80, (byte) 0xFE, (byte) 0xFF};

    private final long seed;
    private final Random random;
    private final byte[] whole;
    private final int[] interesting;
    private final long size;
    private int rounds;
    private int refused;

    /**
     * @param whole the first bytes of an undamaged disk; the rest is zero
     * @param size the disk's size
     */
    public Mutation(long seed, byte[] whole, long size) {
        this.seed = seed;
        this.random = new Random(seed);
        this.whole = whole;
        this.size = size;
        this.interesting =
                IntStream.range(0, whole.length).filter(i -> whole[i] != 0).toArray();
    }

    /** Damages a few bytes, mostly such as are not zero, and tries {@code attempt} on the result. */
    public void next(Attempt attempt) {
        int[] places = new int[1 + random.nextInt(8)];
        byte[] before = new byte[places.length];
        for (int i = 0; i < places.length; i++) {
            int near = interesting[random.nextInt(interesting.length)] + random.nextInt(5) - 2;
            places[i] = Math.clamp(near, 0, whole.length - 1);
            before[i] = whole[places[i]];
            whole[places[i]] = random.nextBoolean() ? SPECIAL[random.nextInt(SPECIAL.length)] : (byte) random.nextInt();
        }
        rounds++;
        try {
            attempt.read(new Memory(whole, size));
        } catch (CorruptImageException e) {
            refused++;
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError(
                    "seed " + seed + ", round " + rounds + ", damage at " + Arrays.toString(places), e);
        }
        // Backwards: a place may have been hit twice.
        for (int i = places.length - 1; i >= 0; i--) {
            whole[places[i]] = before[i];
        }
    }

    /** Prints how it went, and fails if damage never mattered or always did. */
    public void report() {
        System.out.println("seed " + seed + ": " + rounds + " damaged disks, " + refused + " refused");
        if (refused == 0 || refused == rounds) {
            throw new AssertionError("the damage was no test: " + refused + " of " + rounds + " refused");
        }
    }

    private record Memory(byte[] start, long size) implements DiskReader {
        @Override
        public void read(ByteBuffer destination, long offset) {
            Objects.checkFromIndexSize(offset, destination.remaining(), size);
            int known = Math.clamp(start.length - offset, 0, destination.remaining());
            if (known > 0) {
                destination.put(start, (int) offset, known);
            }
            while (destination.hasRemaining()) {
                destination.put((byte) 0);
            }
        }

        @Override
        public void close() {}
    }
}
