package org.kubeos.diskimage.ext4.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * The hash by which directories find names: MD4 cut down to eight words a round, over the name in pieces of 32 bytes
 * ("Hash Tree Directories"; the kernel's {@code lib/crypto} and {@code fs/ext4/hash.c} define it). Bytes count as unsigned.
 */
public final class DirectoryHash {

    /** The number of this hash in superblocks and index roots. */
    public static final int HALF_MD4 = 1;

    private static final int PIECE = 32;
    private static final int[] INITIAL = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
    private static final int[] ROUND_CONSTANT = {0, 0x5A827999, 0x6ED9EBA1};
    private static final int[][] ROUND_WORDS = {
        {0, 1, 2, 3, 4, 5, 6, 7}, {1, 3, 5, 7, 0, 2, 4, 6}, {3, 7, 2, 6, 1, 5, 0, 4}
    };
    private static final int[][] ROUND_SHIFTS = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}};

    /** Marks the end of a directory in the kernel's readdir, so no name may have it. */
    private static final int END_OF_DIRECTORY = 0x7FFF_FFFF << 1;

    private final int[] seed = new int[4];
    private final int[] state = new int[4];
    private final int[] words = new int[PIECE / Integer.BYTES];

    /** @param seed the file system's hash seed; all zero stands for MD4's own initial state */
    public DirectoryHash(UUID seed) {
        ByteBuffer bytes = ByteBuffer.wrap(MetadataChecksum.toBytes(seed)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().get(this.seed);
        if (seed.getMostSignificantBits() == 0 && seed.getLeastSignificantBits() == 0) {
            System.arraycopy(INITIAL, 0, this.seed, 0, 4);
        }
    }

    /** The hash of a name, to be compared as unsigned; its lowest bit is 0. */
    public int of(byte[] name, int offset, int length) {
        System.arraycopy(seed, 0, state, 0, 4);
        for (int done = 0; done < length; done += PIECE) {
            load(name, offset + done, length - done);
            transform();
        }
        int hash = state[1] & ~1;
        return hash == END_OF_DIRECTORY ? END_OF_DIRECTORY - 2 : hash;
    }

    private void load(byte[] name, int offset, int length) {
        int padding = length | length << 8;
        padding |= padding << 16;
        int taken = Math.min(length, PIECE);
        for (int word = 0; word < words.length; word++) {
            int value = padding;
            for (int i = 4 * word; i < Math.min(4 * word + 4, taken); i++) {
                value = (name[offset + i] & 0xFF) + (value << 8);
            }
            words[word] = value;
        }
    }

    private void transform() {
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        for (int round = 0; round < 3; round++) {
            for (int step = 0; step < 8; step++) {
                int mixed = a + mix(round, b, c, d) + words[ROUND_WORDS[round][step]] + ROUND_CONSTANT[round];
                a = d;
                d = c;
                c = b;
                b = Integer.rotateLeft(mixed, ROUND_SHIFTS[round][step & 3]);
            }
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }

    private static int mix(int round, int x, int y, int z) {
        return switch (round) {
            case 0 -> z ^ x & (y ^ z);
            case 1 -> (x & y) + ((x ^ y) & z);
            default -> x ^ y ^ z;
        };
    }
}
