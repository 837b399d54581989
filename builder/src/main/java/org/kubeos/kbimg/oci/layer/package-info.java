/** Layers: tar archives, compressed. */
@NullMarked
package org.kubeos.kbimg.oci.layer;

import org.jspecify.annotations.NullMarked;
