/**
 * A client of registries, which pushes and pulls images over HTTP. Sources: OCI Distribution Specification 1.1; Docker's
 * "Token Authentication Specification".
 */
@NullMarked
package org.kubeos.oci.registry;

import org.jspecify.annotations.NullMarked;
