package org.kubeos.kbimg.signing;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** NaCl's secretbox, which is XSalsa20 and Poly1305. Source: "Cryptography in NaCl", sections 7 to 10. */
final class SecretBox {

    static final int KEY_SIZE = 32;
    static final int NONCE_SIZE = 24;
    private static final int MAC_SIZE = 16;
    private static final int ROUNDS = 20;
    private static final int BLOCK = 64;

    private static final BigInteger PRIME = BigInteger.TWO.pow(130).subtract(BigInteger.valueOf(5));
    private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);

    private SecretBox() {}

    /** The plain text; empty if the key is wrong or the box is damaged. */
    static Optional<byte[]> open(byte[] box, byte[] nonce, byte[] key) {
        if (box.length < MAC_SIZE || nonce.length != NONCE_SIZE || key.length != KEY_SIZE) {
            return Optional.empty();
        }
        // The first 32 bytes of the key stream are the authenticator's key.
        int size = box.length - MAC_SIZE;
        byte[] stream = stream(key, nonce, KEY_SIZE + size);
        byte[] mac = poly1305(Arrays.copyOfRange(box, MAC_SIZE, box.length), Arrays.copyOf(stream, KEY_SIZE));
        if (!MessageDigest.isEqual(mac, Arrays.copyOf(box, MAC_SIZE))) {
            return Optional.empty();
        }
        byte[] plain = new byte[size];
        for (int i = 0; i < size; i++) {
            plain[i] = (byte) (box[MAC_SIZE + i] ^ stream[KEY_SIZE + i]);
        }
        return Optional.of(plain);
    }

    private static byte[] stream(byte[] key, byte[] nonce, int length) {
        int[] first = Salsa20.state(key, Salsa20.words(nonce, 0, 4));
        Salsa20.permute(first, ROUNDS);
        byte[] derived =
                Salsa20.bytes(first[0], first[5], first[10], first[15], first[6], first[7], first[8], first[9]);
        int[] rest = Salsa20.words(nonce, 16, 2);
        byte[] stream = new byte[length];
        for (int from = 0; from < length; from += BLOCK) {
            int[] block = Salsa20.state(derived, new int[] {rest[0], rest[1], from / BLOCK, 0});
            Salsa20.hash(block, ROUNDS);
            System.arraycopy(Salsa20.bytes(block), 0, stream, from, Math.min(BLOCK, length - from));
        }
        return stream;
    }

    /** The key is for this message alone, so there is nothing to learn from the time that it takes. */
    private static byte[] poly1305(byte[] message, byte[] key) {
        BigInteger r = littleEndian(key, 0, MAC_SIZE).and(CLAMP);
        BigInteger sum = BigInteger.ZERO;
        for (int from = 0; from < message.length; from += MAC_SIZE) {
            int length = Math.min(MAC_SIZE, message.length - from);
            BigInteger block = littleEndian(message, from, length).setBit(8 * length);
            sum = sum.add(block).multiply(r).mod(PRIME);
        }
        BigInteger tag = sum.add(littleEndian(key, MAC_SIZE, MAC_SIZE));
        byte[] mac = new byte[MAC_SIZE];
        for (int i = 0; i < MAC_SIZE; i++) {
            mac[i] = tag.shiftRight(8 * i).byteValue();
        }
        return mac;
    }

    private static BigInteger littleEndian(byte[] bytes, int from, int length) {
        byte[] reversed = new byte[length];
        for (int i = 0; i < length; i++) {
            reversed[i] = bytes[from + length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }
}
