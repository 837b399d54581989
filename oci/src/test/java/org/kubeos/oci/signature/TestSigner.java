package org.kubeos.oci.signature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;

/** Signs with a key in memory. */
record TestSigner(KeyPair pair, String algorithm, List<X509Certificate> chain) implements Signer {

    static TestSigner ecdsa(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return new TestSigner(generator.generateKeyPair(), "SHA256withECDSA", List.of());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static TestSigner ecdsa() {
        return ecdsa("secp256r1");
    }

    static TestSigner rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new TestSigner(generator.generateKeyPair(), "SHA256withRSA", List.of());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static TestSigner ed25519() {
        try {
            return new TestSigner(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), "Ed25519", List.of());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    TestSigner with(List<X509Certificate> newChain) {
        return new TestSigner(pair, algorithm, newChain);
    }

    TrustedKey trusted() {
        return TrustedKey.of(pair.getPublic());
    }

    /** The public key in PEM. */
    Path writePublic(Path file) throws IOException {
        return Files.writeString(file, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    }

    /** The private key in PEM (PKCS #8). */
    Path writePrivate(Path file) throws IOException {
        return Files.writeString(file, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(algorithm);
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
}
