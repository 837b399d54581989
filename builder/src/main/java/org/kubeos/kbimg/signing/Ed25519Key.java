package org.kubeos.kbimg.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** An Ed25519 key (RFC 8032), whose signatures are always the same. */
final class Ed25519Key implements SigningKey {

    private static final int SIZE = 32;
    private static final String ALGORITHM = "Ed25519";

    private final byte[] seed;
    private final PrivateKey key;

    /**
     * @param seed the private key
     * @throws IllegalArgumentException if it doesn't have 32 bytes
     */
    Ed25519Key(byte[] seed) {
        if (seed.length != SIZE) {
            throw new IllegalArgumentException("a key of Ed25519 has 32 bytes");
        }
        this.seed = seed.clone();
        try {
            this.key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw unsupported(e);
        }
    }

    private static IllegalStateException unsupported(GeneralSecurityException e) {
        return new IllegalStateException("every Java runtime has Ed25519", e);
    }

    @Override
    public boolean signsDigests() {
        return false;
    }

    @Override
    public byte[] signDigest(byte[] sha256) {
        throw new IllegalStateException("Ed25519 can't sign a digest");
    }

    @Override
    public byte[] sign(byte[] content) {
        try {
            var signer = Signature.getInstance(ALGORITHM);
            signer.initSign(key);
            signer.update(content);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw unsupported(e);
        }
    }

    @Override
    public PublicKey publicKey() {
        try {
            var generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, FixedSequence.of(seed));
            KeyPair pair = generator.generateKeyPair();
            byte[] made = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElse(new byte[0]);
            if (!Arrays.equals(made, seed)) {
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
        return ALGORITHM;
    }
}
