package org.kubeos.kbimg.signing;

import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kubeos.oci.signature.Signer;

/** Signs with a key from a file, for which there may be a certificate. */
public final class FileSigner implements Signer {

    private final SigningKey key;
    private final Optional<SigningCertificate> certificate;

    private FileSigner(SigningKey key, Optional<SigningCertificate> certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * Reads a key, and its certificate.
     *
     * @param certificate file with the chain of certificates
     * @param passphrase of an encrypted key
     * @param environment the variables of this process
     * @throws KeyFileException if a file can't be used, or the certificate is for another key
     */
    static FileSigner read(
            PrivateKeyFile key,
            Optional<Path> certificate,
            Optional<Passphrase> passphrase,
            Map<String, String> environment)
            throws KeyFileException {
        SigningKey signing = key.read(passphrase, environment);
        if (certificate.isEmpty()) {
            return new FileSigner(signing, Optional.empty());
        }
        SigningCertificate chain = SigningCertificate.read(certificate.get());
        chain.requireKey(signing, key.file());
        return new FileSigner(signing, Optional.of(chain));
    }

    /** Why nobody would accept at {@code time} what it signs. */
    public Optional<String> problemAt(Instant time) {
        return certificate.flatMap(chain -> chain.problemAt(time));
    }

    /** The key alone. */
    public SigningKey key() {
        return key;
    }

    /** The certificates, if there are some. */
    public Optional<SigningCertificate> certificate() {
        return certificate;
    }

    /** The certificates as PEM; empty if there are none. */
    public String certificatePem() {
        return certificate.map(SigningCertificate::pem).orElse("");
    }

    @Override
    public byte[] sign(byte[] message) {
        return key.sign(message);
    }

    @Override
    public PublicKey publicKey() {
        return key.publicKey();
    }

    @Override
    public List<X509Certificate> chain() {
        return certificate.map(SigningCertificate::chain).orElse(List.of());
    }

    /** The algorithm, for messages; never the key. */
    @Override
    public String toString() {
        return key.toString();
    }
}
