package org.kubeos.kbimg.config;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.kbimg.UsageException;
import org.kubeos.kbimg.signing.FileSigner;
import org.kubeos.kbimg.signing.KeyFileException;
import org.kubeos.kbimg.signing.Passphrase;
import org.kubeos.kbimg.signing.SignerReading;
import org.kubeos.kbimg.signing.TrustFiles;
import org.kubeos.oci.ContentStore;
import org.kubeos.oci.Digest;
import org.kubeos.oci.signature.ImageVerifier;
import org.kubeos.oci.signature.TrustPolicy;
import org.kubeos.oci.signature.VerifiedImage;

/**
 * What a build signs with, and whose signatures it trusts.
 *
 * @param signing empty: nothing is signed
 * @param trust empty: no signatures are verified
 */
public record SignatureConfig(Optional<Signing> signing, Optional<Trust> trust) {

    /**
     * What outputs are signed with.
     *
     * @param certificate chain of certificates of the key
     * @param annotations signed with upgrade images, besides the version and the date
     * @param reading reads the private key
     */
    public record Signing(
            Optional<Path> certificate,
            Optional<Passphrase> passphrase,
            SortedMap<String, String> annotations,
            SignerReading reading) {

        public Signing {
            annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        }

        /** The file with the private key. */
        public Path key() {
            return reading.key();
        }

        /**
         * Reads the key, or waits until it is read.
         *
         * @throws UsageException if it can't be read
         */
        public FileSigner signer() {
            try {
                return reading.result();
            } catch (KeyFileException e) {
                throw new UsageException("signing: " + e.reason() + ".", e);
            }
        }

        /**
         * Reads the key, if others would accept now what it signs.
         *
         * @throws UsageException if it can't be read, or its certificate isn't valid
         */
        public FileSigner validSigner() {
            FileSigner signer = signer();
            Optional<String> problem = signer.problemAt(Instant.now());
            if (problem.isPresent()) {
                throw new UsageException("signing.certificate: " + problem.get() + ".");
            }
            return signer;
        }
    }

    /**
     * Whose signatures are trusted.
     *
     * @param keys files with public keys
     * @param authorities files with certificates of authorities
     * @param threshold number of different signers that must have signed
     * @param annotations that a signature must have to count
     */
    public record Trust(List<Path> keys, List<Path> authorities, int threshold, SortedMap<String, String> annotations) {

        public Trust {
            keys = List.copyOf(keys);
            authorities = List.copyOf(authorities);
            annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        }

        /** Whether nobody is trusted, as without the section. */
        boolean isNobody() {
            return keys.isEmpty() && authorities.isEmpty();
        }

        /**
         * Reads the keys.
         *
         * @throws UsageException if one can't be read
         */
        public TrustPolicy policy() {
            try {
                return TrustFiles.policy(keys, authorities, threshold, annotations);
            } catch (KeyFileException e) {
                throw new UsageException("trust: " + e.reason() + ".", e);
            }
        }

        /**
         * Verifies the signatures of an image or index, with certificates that are valid now.
         *
         * @param store where the image and its signatures are
         * @throws org.kubeos.oci.signature.UntrustedImageException if the policy isn't satisfied
         */
        public VerifiedImage verify(ContentStore store, Digest digest) throws IOException {
            return ImageVerifier.verify(store, digest, policy(), Instant.now());
        }
    }
}
