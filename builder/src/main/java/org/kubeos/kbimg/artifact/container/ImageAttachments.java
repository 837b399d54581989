package org.kubeos.kbimg.artifact.container;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kubeos.kbimg.artifact.plan.Build;
import org.kubeos.oci.AttachedManifest;
import org.kubeos.oci.Image;
import org.kubeos.oci.signature.Attestation;
import org.kubeos.oci.signature.Signer;

/** What an image carries besides its files: statements about it, manifests that go with it, and signatures. */
public record ImageAttachments(Statements statements, Manifests manifests, Optional<Signing> signing) {

    public static final ImageAttachments NONE = new ImageAttachments((_, _) -> List.of(), Optional.empty());

    public ImageAttachments(Statements statements, Optional<Signing> signing) {
        this(statements, _ -> List.of(), signing);
    }

    /** The same, with manifests. */
    public ImageAttachments with(Manifests added) {
        return new ImageAttachments(statements, added, signing);
    }

    /** Makes the statements about an image when it is there. */
    @FunctionalInterface
    public interface Statements {

        /** @return none, or some whose subjects include the digest of the image's manifest */
        List<Attestation> about(Image image, Build build) throws IOException;
    }

    /** Makes the manifests that go with an image when it is there. */
    @FunctionalInterface
    public interface Manifests {

        List<AttachedManifest> of(Image image);
    }

    /**
     * Who signs the image and the statements.
     *
     * @param annotations to sign with the image
     */
    public record Signing(Signer signer, SortedMap<String, String> annotations) {

        public Signing {
            annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        }
    }
}
