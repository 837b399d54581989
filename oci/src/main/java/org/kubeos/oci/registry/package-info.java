/**
 * Registries: images are pushed to and read from them over HTTP. Protocol: OCI Distribution Specification 1.1; tokens as
 * Docker's "Token Authentication Specification" has them.
 */
@NullMarked
package org.kubeos.oci.registry;

import org.jspecify.annotations.NullMarked;
