/** Image files of any format. */
@NullMarked
package org.kubeos.diskimage.image;

import org.jspecify.annotations.NullMarked;
