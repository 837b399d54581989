package org.kubeos.kbimg.signing;

import java.util.Arrays;

/**
 * scrypt (RFC 7914).
 *
 * @param cost N: a power of two
 * @param blockSize r, in units of 128 bytes; N and r together take at most 1 GiB
 * @param parallelization p
 */
record Scrypt(int cost, int blockSize, int parallelization) {

    private static final int MAX_MEMORY = 1 << 30;
    private static final int MAX_PARALLELIZATION = 1 << 10;

    /** @throws IllegalArgumentException if the parameters are none of scrypt, or need too much memory or time */
    Scrypt {
        boolean possible = cost > 1
                && Integer.bitCount(cost) == 1
                && blockSize > 0
                && parallelization > 0
                && parallelization <= MAX_PARALLELIZATION;
        if (!possible || 128L * blockSize * Math.max(cost, parallelization) > MAX_MEMORY) {
            throw new IllegalArgumentException("not parameters of scrypt, or excessive ones");
        }
    }

    /**
     * Derives a key.
     *
     * @param length of the key, in bytes
     */
    byte[] derive(char[] passphrase, byte[] salt, int length) {
        var prf = new Hmac("SHA-256", Pbkdf2.utf8(passphrase));
        int size = 128 * blockSize;
        byte[] blocks = Pbkdf2.derive(prf, salt, 1, parallelization * size);
        for (int i = 0; i < parallelization; i++) {
            int[] block = Salsa20.words(blocks, i * size, size / 4);
            mix(block);
            System.arraycopy(Salsa20.bytes(block), 0, blocks, i * size, size);
        }
        return Pbkdf2.derive(prf, blocks, 1, length);
    }

    /** RFC 7914, section 5: scryptROMix. */
    private void mix(int[] x) {
        int[] spare = new int[x.length];
        int[][] all = new int[cost][];
        for (int i = 0; i < cost; i++) {
            all[i] = x.clone();
            mixBlock(x, spare);
        }
        for (int i = 0; i < cost; i++) {
            int[] chosen = all[x[x.length - Salsa20.WORDS] & (cost - 1)];
            for (int j = 0; j < x.length; j++) {
                x[j] ^= chosen[j];
            }
            mixBlock(x, spare);
        }
    }

    /** RFC 7914, section 4: scryptBlockMix. The results at even places come first. */
    private static void mixBlock(int[] blocks, int[] result) {
        int count = blocks.length / Salsa20.WORDS;
        int[] x = Arrays.copyOfRange(blocks, blocks.length - Salsa20.WORDS, blocks.length);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < Salsa20.WORDS; j++) {
                x[j] ^= blocks[i * Salsa20.WORDS + j];
            }
            Salsa20.hash(x, 8);
            int place = i / 2 + (i % 2) * (count / 2);
            System.arraycopy(x, 0, result, place * Salsa20.WORDS, Salsa20.WORDS);
        }
        System.arraycopy(result, 0, blocks, 0, blocks.length);
    }
}
