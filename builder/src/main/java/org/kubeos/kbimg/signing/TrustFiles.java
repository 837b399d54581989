package org.kubeos.kbimg.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.TrustedKey;

/** The files with the keys and authorities that signatures are trusted by. */
public final class TrustFiles {

    /** In bytes: more than any number of keys that a person looks after. */
    private static final int MAX_SIZE = 256 << 10;

    private TrustFiles() {}

    /**
     * Reads the public keys in a PEM file, at least one.
     *
     * @throws KeyFileException if there is none, or one is damaged, too weak, or of an algorithm that isn't supported
     */
    public static List<TrustedKey> keys(Path file) throws KeyFileException {
        try (var in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(MAX_SIZE);
            return TrustedKey.parse(new String(text, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new KeyFileException("can't use " + file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new KeyFileException("can't read " + file + ": " + KeyFiles.reason(e));
        }
    }

    /**
     * Reads the certificates in a PEM file, at least one.
     *
     * @throws KeyFileException if there is none, or the file has anything else
     */
    public static List<X509Certificate> authorities(Path file) throws KeyFileException {
        return SigningCertificate.certificates(file);
    }

    /**
     * The policy that the files come to.
     *
     * @param threshold how many different signers must have signed
     * @param annotations that a signature must have to count
     * @throws KeyFileException if a file can't be used, or no signatures could satisfy the policy
     */
    public static TrustPolicy policy(
            List<Path> keys, List<Path> authorities, int threshold, SortedMap<String, String> annotations)
            throws KeyFileException {
        var trusted = new ArrayList<TrustedKey>();
        for (Path file : keys) {
            trusted.addAll(keys(file));
        }
        var certificates = new ArrayList<X509Certificate>();
        for (Path file : authorities) {
            certificates.addAll(authorities(file));
        }
        try {
            return new TrustPolicy(trusted, certificates, threshold, annotations);
        } catch (IllegalArgumentException e) {
            throw new KeyFileException(String.valueOf(e.getMessage()));
        }
    }
}
