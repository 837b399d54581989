package org.kubeos.kbimg.signing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import javax.crypto.Cipher;

/** An RSA key, which signs with PKCS#1 v1.5. */
final class RsaKey implements SigningKey {

    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 16384;

    // RFC 8017, section 9.2, note 1: what comes before a SHA-256.
    private static final byte[] DIGEST_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private final RSAPrivateCrtKey key;

    private RsaKey(RSAPrivateCrtKey key) {
        this.key = key;
    }

    /**
     * @param numbers elements of an RSAPrivateKey (RFC 8017, appendix A.1.2)
     * @throws KeyFileException if the key is too short or too long
     * @throws IllegalArgumentException if they aren't those of a key
     */
    static RsaKey of(DerReader numbers) throws KeyFileException {
        if (numbers.integer().signum() != 0) {
            throw new IllegalArgumentException("keys with more than two primes aren't used");
        }
        var spec = new RSAPrivateCrtKeySpec(
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer(),
                numbers.integer());
        BigInteger modulus = spec.getModulus();
        int bits = modulus.bitLength();
        if (modulus.signum() > 0 && (bits < MIN_BITS || bits > MAX_BITS)) {
            throw new KeyFileException("the RSA key has " + bits + " bits; keys of 2048 to 16384 bits are accepted");
        }
        try {
            return new RsaKey((RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an RSA key", e);
        }
    }

    @Override
    public boolean signsDigests() {
        return true;
    }

    @Override
    public byte[] signDigest(byte[] sha256) {
        try {
            // With a private key, this is the signature of RFC 8017, section 8.2.1, from its third step on.
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            cipher.update(DIGEST_INFO);
            return cipher.doFinal(sha256);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a valid key can sign any digest", e);
        }
    }

    @Override
    public PublicKey publicKey() {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has RSA", e);
        }
    }

    /** The algorithm, for messages; never the key. */
    @Override
    public String toString() {
        return "RSA " + key.getModulus().bitLength();
    }
}
