/**
 * Signatures and attestations of images as cosign's classic scheme stores them: in the image's own repository, under tags that
 * follow from its digest. Sources: cosign, SIGNATURE_SPEC.md; DSSE 1.0; in-toto Attestation Framework 1.
 */
@NullMarked
package org.kubeos.oci.signature;

import org.jspecify.annotations.NullMarked;
