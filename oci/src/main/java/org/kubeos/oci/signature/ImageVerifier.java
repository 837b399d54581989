package org.kubeos.oci.signature;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kubeos.oci.ContentStore;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.OciException;
import org.kubeos.oci.signature.UntrustedImageException.Reason;

/**
 * Checks whether those who are trusted have signed an image. Whoever writes to a repository can put any signatures there:
 * those that don't count are no harm, and what can't be read never counts.
 */
public final class ImageVerifier {

    private ImageVerifier() {}

    /**
     * Verifies the signatures of an image or index.
     *
     * @param store where the image and its signatures are
     * @param digest of the manifest or index; a tag must be resolved first, and only once
     * @param now the time at which certificates must be valid
     * @throws UntrustedImageException if the policy isn't satisfied; the message says why
     * @throws OciException if the store can't be reached
     */
    public static VerifiedImage verify(ContentStore store, Digest digest, TrustPolicy policy, Instant now)
            throws IOException {
        String tag = CosignFormat.signatures(digest);
        List<Descriptor> layers = layers(store, tag, CosignFormat.SIMPLE_SIGNING);
        var verdict = new Verdict(digest.toString(), policy);
        var signatures = new ArrayList<VerifiedImage.Signature>();
        for (Descriptor layer : layers) {
            try {
                signatures.addAll(check(store, layer, digest, new Trust(policy, now)));
            } catch (UntrustedImageException e) {
                verdict.add(e);
            }
        }
        verdict.require(
                signatures.stream().map(VerifiedImage.Signature::by).toList(),
                "it has no signature, which would be under the tag " + tag);
        return new VerifiedImage(digest, signatures);
    }

    private static List<VerifiedImage.Signature> check(ContentStore store, Descriptor layer, Digest digest, Trust trust)
            throws IOException {
        byte[] payload = StoredSignature.payload(store, layer);
        byte[] signature = StoredSignature.signature(layer)
                .orElseThrow(
                        () -> new UntrustedImageException(Reason.ALTERED, "what is stored as a signature is none"));
        List<SignedBy> signers = trust.signers(payload, List.of(signature), layer.annotations());
        SimpleSigning signed;
        try {
            signed = SimpleSigning.parse(payload);
        } catch (OciException e) {
            throw new UntrustedImageException(
                    Reason.OTHER_IMAGE, "what " + signers.getFirst() + " signed is not an image");
        }
        if (!signed.image().equals(digest)) {
            throw new UntrustedImageException(
                    Reason.OTHER_IMAGE,
                    "the signature with " + signers.getFirst() + " is for another image, " + signed.image());
        }
        requireAnnotations(trust.policy(), signed, signers.getFirst());
        return signers.stream()
                .map(by -> new VerifiedImage.Signature(by, signed.reference(), signed.annotations()))
                .toList();
    }

    private static void requireAnnotations(TrustPolicy policy, SimpleSigning signed, SignedBy by) {
        for (Map.Entry<String, String> wanted : policy.annotations().entrySet()) {
            String there = signed.annotations().get(wanted.getKey());
            if (!wanted.getValue().equals(there)) {
                throw new UntrustedImageException(
                        Reason.ANNOTATION,
                        "the signature with " + by
                                + (there == null
                                        ? " lacks the annotation " + wanted
                                        : " has the annotation " + wanted.getKey() + "=" + there + " where " + wanted
                                                + " is expected"));
            }
        }
    }

    /**
     * Verifies the statements of a type about an image or index. The policy's annotations have no meaning here.
     *
     * @param store where the image and its attestations are
     * @param now the time at which certificates must be valid
     * @return those that satisfy the policy, at least one, each once
     * @throws UntrustedImageException if none does; the message says why
     * @throws OciException if the store can't be reached
     */
    public static List<VerifiedAttestation> verifyAttestations(
            ContentStore store, Digest digest, String predicateType, TrustPolicy policy, Instant now)
            throws IOException {
        String tag = CosignFormat.attestations(digest);
        var verdict = new Verdict("the attestations of " + digest, policy);
        Map<Attestation, List<SignedBy>> signers = new LinkedHashMap<>();
        for (Descriptor layer : layers(store, tag, CosignFormat.DSSE)) {
            try {
                checkAttestation(store, layer, digest, predicateType, new Trust(policy, now), signers);
            } catch (UntrustedImageException e) {
                verdict.add(e);
            }
        }
        List<VerifiedAttestation> verified = signers.entrySet().stream()
                .filter(entry -> Trust.count(entry.getValue()) >= policy.threshold())
                .map(entry -> new VerifiedAttestation(entry.getKey(), entry.getValue()))
                .toList();
        if (verified.isEmpty()) {
            verdict.require(
                    signers.values().stream()
                            .max(Comparator.comparingInt(Trust::count))
                            .orElse(List.of()),
                    "there is none of the type " + predicateType + ", which would be under the tag " + tag);
        }
        return verified;
    }

    private static void checkAttestation(
            ContentStore store,
            Descriptor layer,
            Digest digest,
            String predicateType,
            Trust trust,
            Map<Attestation, List<SignedBy>> signers)
            throws IOException {
        DsseEnvelope envelope = StoredSignature.envelope(store, layer)
                .orElseThrow(() ->
                        new UntrustedImageException(Reason.ALTERED, "the envelope " + layer.digest() + " was altered"));
        List<SignedBy> by = trust.signers(envelope.signedBytes(), envelope.signatures(), layer.annotations());
        if (!envelope.payloadType().equals(Attestation.MEDIA_TYPE)) {
            throw new UntrustedImageException(
                    Reason.OTHER_IMAGE, "what " + by.getFirst() + " signed is " + envelope.payloadType());
        }
        Attestation attestation;
        try {
            attestation = Attestation.parse(envelope.payload());
        } catch (OciException e) {
            throw new UntrustedImageException(
                    Reason.OTHER_IMAGE, "what " + by.getFirst() + " signed is not a statement");
        }
        if (!attestation.predicateType().equals(predicateType)) {
            return;
        }
        if (!attestation.subjects().contains(digest)) {
            throw new UntrustedImageException(
                    Reason.OTHER_IMAGE,
                    "the statement that " + by.getFirst() + " signed is about " + attestation.subjects());
        }
        signers.computeIfAbsent(attestation, _ -> new ArrayList<>()).addAll(by);
    }

    private static List<Descriptor> layers(ContentStore store, String tag, String mediaType) throws IOException {
        Optional<SignatureManifest> manifest = SignatureManifest.find(store, tag);
        return manifest.map(found -> found.layers(mediaType)).orElse(List.of());
    }

    /** Collects why signatures don't count, and words the result. */
    private record Verdict(String subject, TrustPolicy policy, List<UntrustedImageException> faults) {

        Verdict(String subject, TrustPolicy policy) {
            this(subject, policy, new ArrayList<>());
        }

        void add(UntrustedImageException fault) {
            faults.add(fault);
        }

        void require(List<SignedBy> signers, String nothing) {
            int signed = Trust.count(signers);
            if (signed >= policy.threshold()) {
                return;
            }
            if (signed > 0) {
                throw new UntrustedImageException(Reason.THRESHOLD, thresholdMessage(signed, signers));
            }
            Reason reason = faults.stream()
                    .map(UntrustedImageException::reason)
                    .max(Comparator.naturalOrder())
                    .orElse(Reason.NO_SIGNATURE);
            throw new UntrustedImageException(
                    reason,
                    "Can't trust " + subject + ": "
                            + switch (faults.size()) {
                                case 0 -> nothing + ".";
                                case 1 -> faults.getFirst().getMessage() + ".";
                                default -> "none of its " + faults.size() + " signatures counts:" + list();
                            });
        }

        private String thresholdMessage(int signed, List<SignedBy> signers) {
            return "Can't trust " + subject + ": " + signed + " of the required " + policy.threshold()
                    + " signers signed it: "
                    + signers.stream().map(SignedBy::toString).distinct().collect(Collectors.joining(", ")) + "."
                    + (faults.isEmpty() ? "" : " These signatures don't count:" + list());
        }

        private String list() {
            return faults.stream().map(fault -> "\n  " + fault.getMessage()).collect(Collectors.joining());
        }
    }
}
