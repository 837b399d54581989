/** Documents and streams, shared by the packages of this module and not exported. */
@NullMarked
package org.kubeos.oci.internal;

import org.jspecify.annotations.NullMarked;
