/** Formats of image files, told apart by their contents. */
@NullMarked
package org.kubeos.diskimage.image;

import org.jspecify.annotations.NullMarked;
