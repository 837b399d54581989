package org.kubeos.kbimg.signing;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The certificate of a signing key, and those of the authorities between it and one that verifiers trust.
 *
 * @param chain the key's own certificate first
 */
public record SigningCertificate(Path file, List<X509Certificate> chain) {

    public SigningCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * Reads a PEM file.
     *
     * @throws KeyFileException if it has anything but certificates, or none
     */
    public static SigningCertificate read(Path file) throws KeyFileException {
        return new SigningCertificate(file, certificates(file));
    }

    static List<X509Certificate> certificates(Path file) throws KeyFileException {
        var certificates = new ArrayList<X509Certificate>();
        for (PemBlock block : KeyFiles.pemBlocks(file)) {
            if (!block.label().equals("CERTIFICATE")) {
                throw new KeyFileException(file + " contains " + block.label() + ", not only certificates");
            }
            try {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.content())));
            } catch (CertificateException e) {
                throw KeyFiles.damaged(file);
            }
        }
        return certificates;
    }

    /** The chain as PEM, without what else the file may have. */
    String pem() {
        return chain.stream().map(PemText::of).collect(Collectors.joining());
    }

    /** @throws KeyFileException if it certifies another key */
    public void requireKey(SigningKey key, Path keyFile) throws KeyFileException {
        if (!Arrays.equals(
                chain.getFirst().getPublicKey().getEncoded(), key.publicKey().getEncoded())) {
            throw new KeyFileException("the first certificate in " + file + " is for another key than " + keyFile);
        }
    }

    /** Why the certificate can't be used at a time; empty if it can. */
    public Optional<String> problemAt(Instant time) {
        X509Certificate certificate = chain.getFirst();
        Instant end = certificate.getNotAfter().toInstant();
        Instant start = certificate.getNotBefore().toInstant();
        if (time.isAfter(end)) {
            return Optional.of("the certificate in " + file + " expired at " + end + ", so nobody would accept what it"
                    + " signs; ask its authority for a new one");
        }
        return time.isBefore(start)
                ? Optional.of("the certificate in " + file + " isn't valid before " + start + "; check the clock")
                : Optional.empty();
    }
}
