package org.kubeos.kbimg.signing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;

/**
 * A private key that makes the same signature of the same content every time: ECDSA as in RFC 6979, RSA with PKCS#1 v1.5,
 * Ed25519. All but Ed25519 sign a SHA-256, as cosign does whatever the curve.
 */
public sealed interface SigningKey permits EcdsaKey, RsaKey, Ed25519Key {

    /** Whether {@link #signDigest} works: Ed25519 signs only contents. */
    boolean signsDigests();

    /**
     * The signature of a content, of which only the digest is known: ASN.1 in DER for ECDSA, as many bytes as the key for RSA.
     *
     * @param sha256 32 bytes
     * @throws IllegalStateException for a key of Ed25519
     */
    byte[] signDigest(byte[] sha256);

    /** The signature of a content, as {@code cosign verify-blob} and {@code openssl dgst -sha256 -verify} expect it. */
    default byte[] sign(byte[] content) {
        try {
            return signDigest(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** The public key. */
    PublicKey publicKey();
}
