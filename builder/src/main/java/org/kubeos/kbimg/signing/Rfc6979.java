package org.kubeos.kbimg.signing;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The numbers k of ECDSA that follow from the key and the content, so that no bad source of randomness can give the key away.
 * Source: RFC 6979, section 3.2, with HMAC-SHA256. The variables have the names that they have there.
 */
final class Rfc6979 {

    private static final String DIGEST = "SHA-256";
    private static final int HASH_SIZE = 32;

    private final BigInteger x;
    private final BigInteger q;

    /**
     * @param x private key
     * @param q order of the curve, of at least 256 bits
     */
    Rfc6979(BigInteger x, BigInteger q) {
        this.x = x;
        this.q = q;
    }

    /** The number for a content with that digest: at least 1, and less than q. */
    BigInteger nonce(byte[] sha256) {
        byte[] hash = int2octets(new BigInteger(1, sha256).mod(q));
        byte[] key = int2octets(x);
        byte[] v = new byte[HASH_SIZE];
        Arrays.fill(v, (byte) 1);
        byte[] k = new Hmac(DIGEST, new byte[HASH_SIZE]).of(v, new byte[] {0}, key, hash);
        v = new Hmac(DIGEST, k).of(v);
        k = new Hmac(DIGEST, k).of(v, new byte[] {1}, key, hash);
        Arrays.fill(key, (byte) 0);
        var prf = new Hmac(DIGEST, k);
        v = prf.of(v);
        while (true) {
            byte[] t = new byte[(q.bitLength() + 7) / 8];
            for (int from = 0; from < t.length; from += HASH_SIZE) {
                v = prf.of(v);
                System.arraycopy(v, 0, t, from, Math.min(HASH_SIZE, t.length - from));
            }
            BigInteger nonce = bits2int(t);
            if (nonce.signum() > 0 && nonce.compareTo(q) < 0) {
                return nonce;
            }
            prf = new Hmac(DIGEST, prf.of(v, new byte[] {0}));
            v = prf.of(v);
        }
    }

    private BigInteger bits2int(byte[] bits) {
        return new BigInteger(1, bits).shiftRight(bits.length * 8 - q.bitLength());
    }

    private byte[] int2octets(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] octets = new byte[(q.bitLength() + 7) / 8];
        int length = Math.min(bytes.length, octets.length);
        System.arraycopy(bytes, bytes.length - length, octets, octets.length - length, length);
        return octets;
    }
}
