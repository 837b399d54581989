package org.kubeos.kbimg.signing;

import java.io.IOException;
import java.io.StringWriter;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys and certificates as PEM (RFC 7468), with line feeds on every platform. */
public final class PemText {

    private PemText() {}

    /** A public key. */
    public static String of(PublicKey key) {
        return of(new PemObject("PUBLIC KEY", key.getEncoded()));
    }

    /** A certificate. */
    public static String of(X509Certificate certificate) {
        try {
            return of(new PemObject("CERTIFICATE", certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("what was decoded can be encoded", e);
        }
    }

    static String of(PemObject block) {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(block);
        } catch (IOException e) {
            throw new IllegalStateException("memory can be written to", e);
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
