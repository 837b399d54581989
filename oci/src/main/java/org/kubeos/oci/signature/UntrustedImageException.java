package org.kubeos.oci.signature;

import org.kubeos.oci.OciException;

/** An image, or an attestation of it, isn't signed as a trust policy demands. */
public final class UntrustedImageException extends OciException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why an image isn't trusted. If its signatures have different faults, the one furthest down this list. */
    public enum Reason {
        /** There is no signature, or no attestation of the type. */
        NO_SIGNATURE,
        /** What is stored as a signature can't be one, or was altered after it was signed. */
        ALTERED,
        /** No trusted key or authority is behind the signature. */
        UNKNOWN_KEY,
        /** The certificate isn't valid yet or any more, or not for code signing. */
        CERTIFICATE,
        /** A trusted signature, but of another image. */
        OTHER_IMAGE,
        /** A trusted signature lacks a required annotation. */
        ANNOTATION,
        /** Fewer signers than required. */
        THRESHOLD
    }

    UntrustedImageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
