package org.kubeos.oci.signature;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kubeos.oci.signature.UntrustedImageException.Reason;

/**
 * Checks detached signatures of files, as {@code cosign sign-blob} makes them, against the same policies as those of images. The
 * policy's annotations have no meaning here: such a signature has none.
 */
public final class BlobVerifier {

    private static final int BUFFER_SIZE = 256 << 10;

    /** In bytes. Ed25519 signs no digest, so its verification keeps the content in memory. */
    private static final long MAX_EDWARDS = 16L << 20;

    private BlobVerifier() {}

    /** A possible match, to which the content is fed. */
    private record Candidate(PublicKey key, Optional<X509Certificate> certificate, Signature check, byte[] signature) {}

    /**
     * Verifies signatures of a content.
     *
     * @param name the content's name, for messages
     * @param content read once, to its end, whatever its size
     * @param size of the content in bytes; signatures with Ed25519 count up to 16 MiB
     * @param signatures by anyone, in any order
     * @param chain certificates that lie beside the signatures, the signer's own first; empty if there are none
     * @param now the time at which certificates must be valid
     * @return those who are trusted
     * @throws UntrustedImageException if they are fewer than the policy demands; the message says why
     */
    public static List<SignedBy> verify(
            String name,
            InputStream content,
            long size,
            List<byte[]> signatures,
            List<X509Certificate> chain,
            TrustPolicy policy,
            Instant now)
            throws IOException {
        List<Candidate> candidates = new ArrayList<>(candidates(signatures, chain, policy));
        candidates.removeIf(candidate -> size > MAX_EDWARDS && candidate.key() instanceof EdECPublicKey);
        feed(content, candidates);
        var trust = new Trust(policy, now);
        var signers = new ArrayList<SignedBy>();
        Optional<UntrustedImageException> fault = Optional.empty();
        for (Candidate candidate : candidates) {
            if (!fits(candidate)) {
                continue;
            }
            if (candidate.certificate().isEmpty()) {
                signers.add(new SignedBy(TrustedKey.fingerprint(candidate.key()), Optional.empty()));
                continue;
            }
            try {
                signers.add(trust.certified(chain));
            } catch (UntrustedImageException e) {
                fault = Optional.of(e);
            }
        }
        int count = Trust.count(signers);
        if (count == 0) {
            throw fault.map(e -> new UntrustedImageException(
                            e.reason(), "Can't trust " + name + ": " + e.getMessage() + "."))
                    .orElseGet(() -> new UntrustedImageException(
                            signatures.isEmpty() ? Reason.NO_SIGNATURE : Reason.UNKNOWN_KEY,
                            nobody(name, signatures, policy)));
        }
        if (count < policy.threshold()) {
            throw new UntrustedImageException(
                    Reason.THRESHOLD,
                    "Can't trust " + name + ": " + count + " of the required " + policy.threshold()
                            + " signers signed it: "
                            + signers.stream()
                                    .map(SignedBy::toString)
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        return signers.stream().distinct().toList();
    }

    private static List<Candidate> candidates(
            List<byte[]> signatures, List<X509Certificate> chain, TrustPolicy policy) {
        var candidates = new ArrayList<Candidate>();
        for (byte[] signature : signatures) {
            for (TrustedKey key : policy.keys()) {
                SignatureAlgorithm.checks(key.key())
                        .forEach(check -> candidates.add(new Candidate(key.key(), Optional.empty(), check, signature)));
            }
            if (!policy.authorities().isEmpty() && !chain.isEmpty()) {
                PublicKey key = chain.getFirst().getPublicKey();
                SignatureAlgorithm.checks(key)
                        .forEach(check ->
                                candidates.add(new Candidate(key, Optional.of(chain.getFirst()), check, signature)));
            }
        }
        return candidates;
    }

    private static void feed(InputStream content, List<Candidate> candidates) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        try {
            for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
                for (Candidate candidate : candidates) {
                    candidate.check().update(buffer, 0, length);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signature is verified once", e);
        }
    }

    private static boolean fits(Candidate candidate) {
        try {
            return candidate.check().verify(candidate.signature());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String nobody(String name, List<byte[]> signatures, TrustPolicy policy) {
        String expected = Stream.concat(
                        policy.keys().stream().map(TrustedKey::toString),
                        policy.authorities().stream()
                                .map(authority -> "certificates of "
                                        + authority.getSubjectX500Principal().getName()))
                .collect(Collectors.joining(", "));
        return "Can't trust " + name + ": "
                + (signatures.isEmpty()
                        ? "it has no signature."
                        : "it was altered, or it is not signed with a trusted key (trusted: " + expected + ").");
    }
}
