package org.kubeos.oci.signature;

import java.util.List;

/**
 * A statement about an image, whose signatures satisfy a trust policy.
 *
 * @param by those whose signatures count
 */
public record VerifiedAttestation(Attestation attestation, List<SignedBy> by) {

    public VerifiedAttestation {
        by = List.copyOf(by);
    }
}
