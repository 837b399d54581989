package org.kubeos.oci.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.oci.OciException;

/** Makes signatures, and the annotations that say whose they are. */
final class Signatures {

    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Signatures() {}

    /**
     * A signature that is known to be the key's.
     *
     * @throws OciException if the signer's parts don't fit each other
     */
    static byte[] make(Signer signer, byte[] message) throws IOException {
        PublicKey key = signer.publicKey();
        Optional<String> problem = SignatureAlgorithm.problem(key);
        if (problem.isPresent()) {
            throw new OciException(
                    "Can't sign with the key " + TrustedKey.fingerprint(key) + ": " + problem.get() + ".");
        }
        if (!signer.chain().isEmpty()
                && !signer.chain().getFirst().getPublicKey().equals(key)) {
            throw new OciException("Can't sign with the key " + TrustedKey.fingerprint(key)
                    + ": the certificate is for another key, "
                    + TrustedKey.fingerprint(signer.chain().getFirst().getPublicKey())
                    + ". Name the certificate of this key first, and those of the authorities after it.");
        }
        byte[] signature = signer.sign(message);
        if (!SignatureAlgorithm.verifies(key, message, signature)) {
            throw new OciException("Can't sign with the key " + TrustedKey.fingerprint(key)
                    + ": its signature doesn't fit the public key. Do the two belong together?");
        }
        return signature;
    }

    /** The annotations that tell the signer's key and certificates. */
    static SortedMap<String, String> annotations(Signer signer) {
        var annotations = new TreeMap<String, String>();
        annotations.put(
                CosignFormat.KEY, TrustedKey.fingerprint(signer.publicKey()).toString());
        List<X509Certificate> chain = signer.chain();
        if (!chain.isEmpty()) {
            annotations.put(CosignFormat.CERTIFICATE, pem(chain.subList(0, 1)));
        }
        if (chain.size() > 1) {
            annotations.put(CosignFormat.CHAIN, pem(chain.subList(1, chain.size())));
        }
        return annotations;
    }

    private static String pem(List<X509Certificate> certificates) {
        var text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(PEM.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new OciException(
                        "Can't encode the certificate of " + certificate.getSubjectX500Principal() + ".", e);
            }
        }
        return text.toString();
    }

    /**
     * The certificates in an annotation.
     *
     * @throws CertificateException if it holds something else
     */
    static List<X509Certificate> certificates(String pem) throws CertificateException {
        var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
        return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }
}
