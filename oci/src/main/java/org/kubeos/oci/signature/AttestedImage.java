package org.kubeos.oci.signature;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Blob;
import org.kubeos.oci.Descriptor;
import org.kubeos.oci.Digest;
import org.kubeos.oci.Image;
import org.kubeos.oci.ImageIndex;
import org.kubeos.oci.ImageRepository;
import org.kubeos.oci.Platform;

/**
 * An image with statements about it and manifests that go with it. With any, its tag is an index of the image, of an
 * attestation manifest for no platform, as BuildKit lays them out, and of the other manifests, so that every copy of the tag
 * carries them along. Without, it is the image alone.
 *
 * @param top descriptor of the index, or of the image's manifest
 * @param blobs all content
 */
public record AttestedImage(Image image, Descriptor top, List<Blob> blobs, List<Attestation> attestations) {

    public AttestedImage {
        blobs = List.copyOf(blobs);
        attestations = List.copyOf(attestations);
    }

    /** An image with statements about it, and nothing else. */
    public static AttestedImage of(Image image, Platform platform, List<Attestation> attestations) {
        return of(image, platform, attestations, List.of());
    }

    /**
     * An image with all that goes with it. The same image, statements, and manifests always give the same bytes.
     *
     * @param attached what the index gets besides the statements
     */
    public static AttestedImage of(
            Image image, Platform platform, List<Attestation> attestations, List<AttachedManifest> attached) {
        Descriptor manifest = image.manifest().descriptor().withPlatform(platform);
        var blobs = new ArrayList<>(image.blobs());
        blobs.add(image.manifest());
        var companions = new ArrayList<AttachedManifest>();
        if (!attestations.isEmpty()) {
            companions.add(AttachedManifest.of(
                    image.digest(),
                    attestations.stream().<Blob>map(Attestation::document).toList()));
        }
        companions.addAll(attached);
        if (companions.isEmpty()) {
            return new AttestedImage(image, manifest, blobs, attestations);
        }
        Blob.Document index = new ImageIndex(
                        Stream.concat(Stream.of(manifest), companions.stream().map(AttachedManifest::descriptor))
                                .toList())
                .encode();
        companions.forEach(companion -> blobs.addAll(companion.blobs()));
        blobs.add(index);
        return new AttestedImage(image, index.descriptor(), blobs, attestations);
    }

    /** The digest that the image's tag stands for. */
    public Digest digest() {
        return top.digest();
    }

    /** The tags that {@link #sign} puts into the repository. */
    public List<String> signatureTags() {
        return Stream.concat(
                        signed().map(CosignFormat::signatures),
                        attestations.isEmpty() ? Stream.of() : Stream.of(CosignFormat.attestations(image.digest())))
                .toList();
    }

    private Stream<Digest> signed() {
        return Stream.of(image.digest(), top.digest()).distinct();
    }

    /**
     * Signs the index and the image, and the statements as attestations of the image. None of these need be in the repository
     * yet: whoever signs first never shows an unsigned tag.
     *
     * @param reference the name to sign it under, as in {@link ImageSigner#sign}
     * @param annotations to sign with it
     * @throws org.kubeos.oci.OciException if the repository refuses the signatures or can't be reached, a statement isn't about
     *     the image, or the signer's key and certificate don't fit each other
     * @throws IOException if the signer's key can't be used
     */
    public void sign(ImageRepository repository, Signer signer, String reference, Map<String, String> annotations)
            throws IOException {
        var imageSigner = new ImageSigner(signer);
        for (Digest digest : signed().toList()) {
            imageSigner.sign(repository, digest, reference, annotations);
        }
        for (Attestation attestation : attestations) {
            imageSigner.attest(repository, image.digest(), attestation);
        }
    }
}
