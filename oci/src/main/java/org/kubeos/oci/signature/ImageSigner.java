package org.kubeos.oci.signature;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.OciException;

/**
 * Signs images and statements about them. What others have signed stays: that is how an image gets the signatures of several
 * people. Signing again with the same key changes nothing. Two people must not sign the same image in the same moment: like
 * cosign, the second could undo the first.
 */
public final class ImageSigner {

    private final Signer signer;

    public ImageSigner(Signer signer) {
        this.signer = signer;
    }

    /**
     * Signs an image or index and stores the signature beside it. The image need not be there yet.
     *
     * @param reference the name to sign it under, such as {@code registry.example.org/kubeos:v1}. Podman, by default, accepts
     *     the image under this name only; cosign ignores it
     * @param annotations to sign with it
     * @throws OciException if the repository refuses the signature or can't be reached, or the signer's key and certificate
     *     don't fit each other
     * @throws IOException if the signer's key can't be used
     */
    public void sign(ImageRepository repository, Digest image, String reference, Map<String, String> annotations)
            throws IOException {
        byte[] payload = new SimpleSigning(reference, image, new TreeMap<>(annotations)).encode();
        Blob.Document document = Blob.Document.of(CosignFormat.SIMPLE_SIGNING, payload);
        String tag = CosignFormat.signatures(image);
        SignatureManifest before = before(repository, tag);
        SortedMap<String, String> mine = Signatures.annotations(signer);
        boolean done = before.layers(CosignFormat.SIMPLE_SIGNING).stream()
                .filter(layer -> layer.digest().equals(document.descriptor().digest()))
                .filter(layer -> hasAnnotations(layer, mine))
                .anyMatch(layer -> isMine(layer, payload));
        if (!done) {
            mine.put(CosignFormat.SIGNATURE, Base64.getEncoder().encodeToString(Signatures.make(signer, payload)));
            before.with(document.descriptor().withAnnotations(mine)).store(repository, tag, document);
        }
    }

    private boolean isMine(Descriptor layer, byte[] payload) {
        return StoredSignature.signature(layer)
                .filter(signature -> SignatureAlgorithm.verifies(signer.publicKey(), payload, signature))
                .isPresent();
    }

    /**
     * Signs a statement and stores it beside the image that it is about.
     *
     * @throws OciException if the statement isn't about the image or too large (about 48 MiB), the repository refuses it or can't be reached, or the
     *     signer's key and certificate don't fit each other
     * @throws IOException if the signer's key can't be used
     */
    public void attest(ImageRepository repository, Digest image, Attestation attestation) throws IOException {
        if (!attestation.subjects().contains(image)) {
            throw new OciException("Can't attest " + attestation.predicateType() + " for " + image
                    + ": the statement is about " + attestation.subjects() + ".");
        }
        String tag = CosignFormat.attestations(image);
        SignatureManifest before = before(repository, tag);
        SortedMap<String, String> mine = Signatures.annotations(signer);
        for (Descriptor layer : before.layers(CosignFormat.DSSE)) {
            if (hasAnnotations(layer, mine) && isMine(repository, layer, attestation)) {
                return;
            }
        }
        DsseEnvelope envelope = DsseEnvelope.sign(Attestation.MEDIA_TYPE, attestation.statement(), signer);
        mine.put(CosignFormat.SIGNATURE, "");
        mine.put(CosignFormat.PREDICATE_TYPE, attestation.predicateType());
        Blob.Document document = Blob.Document.of(CosignFormat.DSSE, envelope.encode());
        if (document.descriptor().size() > StoredSignature.MAX_ENVELOPE) {
            throw new OciException("Can't attest " + attestation.predicateType() + " for " + image
                    + ": the envelope has " + document.descriptor().size() + " bytes, and at most "
                    + StoredSignature.MAX_ENVELOPE + " can be verified.");
        }
        before.with(document.descriptor().withAnnotations(mine)).store(repository, tag, document);
    }

    private boolean isMine(ImageRepository repository, Descriptor layer, Attestation attestation) throws IOException {
        return StoredSignature.envelope(repository, layer)
                .filter(envelope -> envelope.payloadType().equals(Attestation.MEDIA_TYPE))
                .filter(envelope -> Arrays.equals(envelope.payload(), attestation.statement()))
                .filter(envelope -> envelope.isSignedBy(signer.publicKey()))
                .isPresent();
    }

    private static SignatureManifest before(ImageRepository repository, String tag) throws IOException {
        return SignatureManifest.find(repository, tag).orElse(new SignatureManifest(List.of()));
    }

    private static boolean hasAnnotations(Descriptor layer, SortedMap<String, String> annotations) {
        return layer.annotations().entrySet().containsAll(annotations.entrySet());
    }
}
