/**
 * OCI images: descriptors, manifests, layers, and where images are kept. Format: OCI Image Specification 1.1 and OCI
 * Distribution Specification 1.1.
 */
@NullMarked
package org.kubeos.oci;

import org.jspecify.annotations.NullMarked;
