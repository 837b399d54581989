package org.kubeos.kbimg.signing;

import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/** Keys and certificates as PEM (RFC 7468), with line feeds on every platform. */
public final class PemText {

    private PemText() {}

    /** A public key. */
    public static String of(PublicKey key) {
        return PemBlock.of("PUBLIC KEY", key.getEncoded()).text();
    }

    /** A certificate. */
    public static String of(X509Certificate certificate) {
        try {
            return PemBlock.of("CERTIFICATE", certificate.getEncoded()).text();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("what was decoded can be encoded", e);
        }
    }
}
