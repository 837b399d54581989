package org.kubeos.kbimg.signing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The permutation of Salsa20, on 16 words of 4 bytes in little-endian order. Source: D. J. Bernstein, "Salsa20 specification". */
final class Salsa20 {

    static final int WORDS = 16;

    private Salsa20() {}

    /** Words 0, 5, 10, and 15 are "expand 32-byte k", 1 to 4 and 11 to 14 the key, 6 to 9 the input. */
    static int[] state(byte[] key, int[] input) {
        int[] constant = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
        int[] words = words(key, 0, 8);
        int[] state = new int[WORDS];
        for (int i = 0; i < 4; i++) {
            state[5 * i] = constant[i];
            state[1 + i] = words[i];
            state[11 + i] = words[4 + i];
            state[6 + i] = input[i];
        }
        return state;
    }

    static int[] words(byte[] bytes, int from, int count) {
        int[] words = new int[count];
        ByteBuffer.wrap(bytes, from, 4 * count)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(words);
        return words;
    }

    static byte[] bytes(int... words) {
        var bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(words);
        return bytes.array();
    }

    /** The rounds, and the sum with what was there before: the function "Salsa20/{@code rounds}". */
    static void hash(int[] state, int rounds) {
        int[] before = Arrays.copyOf(state, WORDS);
        permute(state, rounds);
        for (int i = 0; i < WORDS; i++) {
            state[i] += before[i];
        }
    }

    /** The rounds alone, of columns and rows in turn. */
    static void permute(int[] x, int rounds) {
        for (int round = 0; round < rounds; round += 2) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }
}
