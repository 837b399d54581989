package org.kubeos.kbimg.signing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * PBKDF2 (RFC 8018, section 5.2). With {@link Hmac}, it takes half the time of Java's own. It is still slow on purpose: so is
 * every guess of who stole a file.
 */
final class Pbkdf2 {

    private Pbkdf2() {}

    /**
     * Derives a key.
     *
     * @param prf keyed with the passphrase
     * @param iterations at least 1
     * @param length of the key, in bytes
     */
    static byte[] derive(Hmac prf, byte[] salt, int iterations, int length) {
        byte[] key = new byte[length];
        for (int from = 0, number = 1; from < length; from += prf.size(), number++) {
            byte[] block = block(prf, salt, iterations, number);
            System.arraycopy(block, 0, key, from, Math.min(block.length, length - from));
        }
        return key;
    }

    private static byte[] block(Hmac prf, byte[] salt, int iterations, int number) {
        byte[] last = prf.of(salt, ByteBuffer.allocate(4).putInt(number).array());
        byte[] sum = last.clone();
        for (int i = 1; i < iterations; i++) {
            prf.replace(last);
            for (int j = 0; j < sum.length; j++) {
                sum[j] ^= last[j];
            }
        }
        return sum;
    }

    /** A passphrase as bytes, in UTF-8. */
    static byte[] utf8(char[] passphrase) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }
}
