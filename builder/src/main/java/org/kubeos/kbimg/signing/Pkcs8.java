package org.kubeos.kbimg.signing;

import java.math.BigInteger;

/** Private keys as PrivateKeyInfo (RFC 5958, section 2). */
final class Pkcs8 {

    // RFC 5480, section 2.1.1; RFC 8017, appendix A.1; RFC 8410, section 3.
    private static final String EC = "1.2.840.10045.2.1";
    private static final String RSA = "1.2.840.113549.1.1.1";
    private static final String ED25519 = "1.3.101.112";

    private Pkcs8() {}

    /**
     * Reads a key.
     *
     * @throws KeyFileException if it is of an algorithm that isn't supported, or too weak
     * @throws RuntimeException if it can't be decoded
     */
    static SigningKey key(byte[] der) throws KeyFileException {
        DerReader info = DerReader.ofSequence(der);
        info.integer();
        DerReader algorithm = info.sequence();
        String name = algorithm.identifier();
        byte[] key = info.octets();
        return switch (name) {
            case EC -> {
                String curve = algorithm.isNext(DerReader.OBJECT_IDENTIFIER) ? algorithm.identifier() : "";
                yield EcdsaKey.of(curve, secret(DerReader.ofSequence(key)));
            }
            case RSA -> RsaKey.of(DerReader.ofSequence(key));
            case ED25519 -> new Ed25519Key(DerReader.of(key).octets());
            default ->
                throw new KeyFileException(
                        "the key's algorithm is not one of ECDSA (P-256, P-384, P-521), RSA, Ed25519");
        };
    }

    /** RFC 5915, section 3. The rest repeats the curve, and has the public key, which is calculated rather than believed. */
    private static BigInteger secret(DerReader key) {
        key.count();
        return new BigInteger(1, key.octets());
    }

    /** Whether {@code bytes} have the form of a key; decrypted with a wrong passphrase, they don't. */
    static boolean isWellFormed(byte[] bytes) {
        try {
            DerReader info = DerReader.ofSequence(bytes);
            info.integer();
            info.sequence().identifier();
            info.octets();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
