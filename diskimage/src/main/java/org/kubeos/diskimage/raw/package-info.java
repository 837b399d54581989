/** Raw images: a disk as a plain, sparse file of its size. */
@NullMarked
package org.kubeos.diskimage.raw;

import org.jspecify.annotations.NullMarked;
