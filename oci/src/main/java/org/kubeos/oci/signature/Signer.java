package org.kubeos.oci.signature;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A private key that can sign, wherever it is kept. */
public interface Signer {

    /**
     * Signs a message.
     *
     * @return ECDSA over SHA-256 in DER, RSA (PKCS #1 v1.5) over SHA-256, or Ed25519, as the key requires
     * @throws IOException if the key can't be used
     */
    byte[] sign(byte[] message) throws IOException;

    /** The public key: ECDSA on P-256, P-384, or P-521, RSA of 2048 to 16384 bits, or Ed25519. */
    PublicKey publicKey();

    /**
     * The certificate of the public key and those that lead to an authority, the key's own first; empty if there is only a key
     * pair. The verifying side accepts certificates for code signing (extended key usage 1.3.6.1.5.5.7.3.3) only.
     */
    List<X509Certificate> chain();
}
