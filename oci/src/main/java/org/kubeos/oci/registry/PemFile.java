package org.kubeos.oci.registry;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kubeos.oci.ClientConfigurationException;

/** A file of certificates or keys in PEM. Source: RFC 7468. */
record PemFile(Path file) {

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** The certificates, at least one. */
    List<X509Certificate> certificates() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!certificates.isEmpty()) {
                return certificates;
            }
        } catch (CertificateException e) {
            throw new ClientConfigurationException(
                    file + " does not contain certificates in PEM (BEGIN CERTIFICATE).", e);
        }
        throw new ClientConfigurationException(file + " contains no certificate (BEGIN CERTIFICATE).");
    }

    /** @param algorithm of the certificate's public key, which the PEM file does not name */
    PrivateKey privateKey(String algorithm) throws IOException {
        Matcher matcher = PKCS8.matcher(Files.readString(file));
        if (!matcher.find()) {
            throw new ClientConfigurationException(file + " contains no unencrypted private key in PKCS #8"
                    + " (BEGIN PRIVATE KEY). To convert one: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
        }
        byte[] key = Base64.getMimeDecoder().decode(matcher.group(1));
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (GeneralSecurityException e) {
            throw new ClientConfigurationException(
                    file + " contains no private key of the certificate's algorithm, " + algorithm + ".", e);
        }
    }
}
