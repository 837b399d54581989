package org.kubeos.oci.signature;

import org.kubeos.oci.Digest;

/** Tags, media types and annotations. Sources: cosign, SIGNATURE_SPEC.md and ATTESTATION_SPEC.md. */
final class CosignFormat {

    static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
    static final String DSSE = "application/vnd.dsse.envelope.v1+json";

    /** In Base64; empty for attestations, whose envelopes have signatures of their own. */
    static final String SIGNATURE = "dev.cosignproject.cosign/signature";

    /** In PEM. */
    static final String CERTIFICATE = "dev.sigstore.cosign/certificate";

    /** The certificates above that, in PEM. */
    static final String CHAIN = "dev.sigstore.cosign/chain";

    static final String PREDICATE_TYPE = "predicateType";

    /** Not cosign's: the fingerprint of the key, which is proof of nothing, and makes messages better. */
    static final String KEY = "org.kubeos.signature.key";

    private CosignFormat() {}

    /** The tag of the signatures of an image or index. */
    static String signatures(Digest image) {
        return tag(image, "sig");
    }

    /** The tag of the attestations of an image or index. */
    static String attestations(Digest image) {
        return tag(image, "att");
    }

    private static String tag(Digest image, String suffix) {
        return "sha256-" + image.hex() + "." + suffix;
    }
}
