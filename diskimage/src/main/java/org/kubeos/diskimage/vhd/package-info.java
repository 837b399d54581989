/** Virtual Hard Disk images, as Azure takes them. Source: Microsoft, "Virtual Hard Disk Image Format Specification" 1.0, 2006. */
@NullMarked
package org.kubeos.diskimage.vhd;

import org.jspecify.annotations.NullMarked;
