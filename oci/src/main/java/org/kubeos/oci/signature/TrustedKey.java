package org.kubeos.oci.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kubeos.oci.Digest;

/**
 * A public key whose signatures are trusted: ECDSA on P-256, P-384, or P-521, RSA of 2048 to 16384 bits, or Ed25519. Keys with
 * the same fingerprint are equal.
 */
public final class TrustedKey {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
    private static final String FORM = "a public key in PEM (BEGIN PUBLIC KEY)";

    private final PublicKey key;

    private TrustedKey(PublicKey key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException if the key is of another kind or too weak; the message says why */
    public static TrustedKey of(PublicKey key) {
        Optional<String> problem = SignatureAlgorithm.problem(key);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        return new TrustedKey(key);
    }

    /**
     * Reads the keys in a text, at least one. Source: RFC 7468, section 13; RFC 5280, SubjectPublicKeyInfo.
     *
     * @param pem such as {@code cosign generate-key-pair} writes to {@code cosign.pub}
     * @throws IllegalArgumentException if there is none, or one is of another kind or too weak; the message says why
     */
    public static List<TrustedKey> parse(String pem) {
        var keys = new ArrayList<TrustedKey>();
        PEM.matcher(pem).results().forEach(match -> keys.add(of(decode(match.group(1)))));
        if (!keys.isEmpty()) {
            return List.copyOf(keys);
        }
        throw new IllegalArgumentException(
                pem.contains("PRIVATE KEY-----")
                        ? "there is a private key where " + FORM + " is expected"
                        : "there is no key; " + FORM + " is expected");
    }

    private static PublicKey decode(String base64) {
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key is not Base64; " + FORM + " is expected", e);
        }
        for (String algorithm : SignatureAlgorithm.KEY_ALGORITHMS) {
            try {
                return canonical(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der)));
            } catch (GeneralSecurityException e) {
                // Of another algorithm, which the next one tells.
            }
        }
        throw new IllegalArgumentException(SignatureAlgorithm.SUPPORTED);
    }

    /** An RSA key can be encoded in more than one way. Two of them are still one key. */
    private static PublicKey canonical(PublicKey key) throws GeneralSecurityException {
        return key instanceof RSAPublicKey rsa
                ? KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()))
                : key;
    }

    /** The SHA-256 of a key's SubjectPublicKeyInfo in DER, by which keys are named in messages. */
    public static Digest fingerprint(PublicKey key) {
        return Digest.of(key.getEncoded());
    }

    /** The key itself. */
    public PublicKey key() {
        return key;
    }

    /** The SHA-256 of the key's SubjectPublicKeyInfo in DER. */
    public Digest fingerprint() {
        return fingerprint(key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedKey same && fingerprint().equals(same.fingerprint());
    }

    @Override
    public int hashCode() {
        return fingerprint().hashCode();
    }

    @Override
    public String toString() {
        return key.getAlgorithm() + " key " + fingerprint();
    }
}
