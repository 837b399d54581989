/** Layers: tar archives, compressed. */
@NullMarked
package org.kubeos.oci.layer;

import org.jspecify.annotations.NullMarked;
