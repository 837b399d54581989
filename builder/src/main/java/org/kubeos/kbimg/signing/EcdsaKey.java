package org.kubeos.kbimg.signing;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;

/**
 * An ECDSA key. Java's provider multiplies points in constant time, and chooses k at random; this hands it the k of RFC 6979
 * in place of random bytes. Whether it took that is checked.
 */
final class EcdsaKey implements SigningKey {

    private static final String PROVIDER = "SunEC";

    /** The curves that all verifiers know. */
    private enum Curve {
        P256("1.2.840.10045.3.1.7", "secp256r1"),
        P384("1.3.132.0.34", "secp384r1"),
        P521("1.3.132.0.35", "secp521r1");

        private final String identifier;
        private final String javaName;

        Curve(String identifier, String javaName) {
            this.identifier = identifier;
            this.javaName = javaName;
        }

        private ECGenParameterSpec named() {
            return new ECGenParameterSpec(javaName);
        }
    }

    private final Curve curve;
    private final BigInteger secret;
    private final BigInteger order;
    private final PrivateKey key;

    private EcdsaKey(Curve curve, BigInteger secret) {
        this.curve = curve;
        this.secret = secret;
        try {
            var parameters = AlgorithmParameters.getInstance("EC", PROVIDER);
            parameters.init(curve.named());
            var known = parameters.getParameterSpec(ECParameterSpec.class);
            this.order = known.getOrder();
            if (secret.signum() <= 0 || secret.compareTo(order) >= 0) {
                throw new IllegalArgumentException("the private number isn't between 0 and the curve's order");
            }
            this.key = KeyFactory.getInstance("EC", PROVIDER).generatePrivate(new ECPrivateKeySpec(secret, known));
        } catch (GeneralSecurityException e) {
            throw unsupported(e);
        }
    }

    /**
     * @param curve object identifier
     * @param secret the private number
     * @throws KeyFileException if the curve isn't one of the three
     * @throws IllegalArgumentException if the number isn't one of the curve's
     */
    static EcdsaKey of(String curve, BigInteger secret) throws KeyFileException {
        for (Curve known : Curve.values()) {
            if (known.identifier.equals(curve)) {
                return new EcdsaKey(known, secret);
            }
        }
        throw new KeyFileException("the key's curve is not one of P-256, P-384, P-521");
    }

    private static IllegalStateException unsupported(GeneralSecurityException e) {
        return new IllegalStateException("Java's own provider of elliptic curves has NIST's", e);
    }

    @Override
    public boolean signsDigests() {
        return true;
    }

    @Override
    public byte[] signDigest(byte[] sha256) {
        BigInteger nonce = new Rfc6979(secret, order).nonce(sha256);
        byte[] signature;
        try {
            var signer = Signature.getInstance("NONEwithECDSA", PROVIDER);
            signer.initSign(key, FixedSequence.littleEndian(nonce.toByteArray()));
            signer.update(sha256);
            signature = signer.sign();
        } catch (GeneralSecurityException e) {
            throw unsupported(e);
        }
        requireNonce(nonce, sha256, signature);
        return signature;
    }

    /**
     * Makes sure that a signature was made with the number k that was asked for. RFC 6979, section 2.4: s = (h + x r) / k modulo
     * q, so k is right if and only if k s is.
     *
     * @throws IllegalStateException if it was made with another one
     */
    void requireNonce(BigInteger nonce, byte[] sha256, byte[] signature) {
        DerReader numbers = DerReader.ofSequence(signature);
        BigInteger r = numbers.integer();
        BigInteger s = numbers.integer();
        BigInteger expected = new BigInteger(1, sha256).add(secret.multiply(r)).mod(order);
        if (!nonce.multiply(s).mod(order).equals(expected)) {
            throw new IllegalStateException(
                    "this Java runtime signs with numbers of its own choice, so signatures would"
                            + " differ from build to build; use the runtime of kbimg's release");
        }
    }

    @Override
    public PublicKey publicKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC", PROVIDER);
            generator.initialize(curve.named(), FixedSequence.littleEndian(secret.toByteArray()));
            KeyPair pair = generator.generateKeyPair();
            if (!(pair.getPrivate() instanceof ECPrivateKey made)
                    || !made.getS().equals(secret)) {
                throw new IllegalStateException(
                        "this Java runtime makes keys in another way; use the runtime of kbimg's" + " release");
            }
            return pair.getPublic();
        } catch (GeneralSecurityException e) {
            throw unsupported(e);
        }
    }

    /** The algorithm, for messages; never the key. */
    @Override
    public String toString() {
        return "ECDSA P-" + order.bitLength();
    }
}
