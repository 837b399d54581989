package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.kubeos.oci.signature.Signer;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.TrustedKey;

/** Signs with an Ed25519 key in memory. */
record EdSigner(KeyPair pair) implements Signer {

    static EdSigner create() {
        try {
            return new EdSigner(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    TrustPolicy policy() {
        return TrustPolicy.anyOf(List.of(TrustedKey.of(pair.getPublic())));
    }

    /** The public key in PEM. */
    Path writePublic(Path file) throws IOException {
        return Files.writeString(
                file,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public PublicKey publicKey() {
        return pair.getPublic();
    }

    @Override
    public List<X509Certificate> chain() {
        return List.of();
    }
}
