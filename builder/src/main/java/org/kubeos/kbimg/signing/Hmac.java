package org.kubeos.kbimg.signing;

import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC (RFC 2104) for many short messages: both digests start from copies that have taken the key in already, which halves the
 * work of {@link javax.crypto.Mac}. Not for several threads at once.
 */
final class Hmac {

    private final MessageDigest inner;
    private final MessageDigest outer;

    /**
     * @param digest SHA-1 or one of SHA-2
     * @param key of any length
     */
    Hmac(String digest, byte[] key) {
        try {
            inner = MessageDigest.getInstance(digest);
            outer = MessageDigest.getInstance(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + digest, e);
        }
        // FIPS 180-4: the blocks of SHA-1, SHA-224, and SHA-256 have 64 bytes, those of SHA-384 and SHA-512 128.
        int block = inner.getDigestLength() > 32 ? 128 : 64;
        byte[] padded = Arrays.copyOf(key.length > block ? inner.digest(key) : key, block);
        inner.update(xor(padded, 0x36));
        outer.update(xor(padded, 0x5c));
        Arrays.fill(padded, (byte) 0);
    }

    private static byte[] xor(byte[] bytes, int mask) {
        byte[] result = bytes.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= (byte) mask;
        }
        return result;
    }

    /** Length of its results, in bytes. */
    int size() {
        return inner.getDigestLength();
    }

    /** The authentication code of all parts, one after the other. */
    byte[] of(byte[]... parts) {
        byte[] result = new byte[size()];
        MessageDigest digest = copy(inner);
        for (byte[] part : parts) {
            digest.update(part);
        }
        finish(digest, result);
        return result;
    }

    /** Replaces {@code message}, which is as long as a result, with its authentication code. */
    void replace(byte[] message) {
        MessageDigest digest = copy(inner);
        digest.update(message);
        finish(digest, message);
    }

    private void finish(MessageDigest digest, byte[] result) {
        try {
            digest.digest(result, 0, result.length);
            MessageDigest last = copy(outer);
            last.update(result);
            last.digest(result, 0, result.length);
        } catch (DigestException e) {
            throw new IllegalStateException("the result has the digest's length", e);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own digests can be copied", e);
        }
    }
}
