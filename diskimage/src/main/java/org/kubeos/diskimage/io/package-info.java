/** What every image format does with files: whole reads, whole writes, copies inside the kernel. */
@NullMarked
package org.kubeos.diskimage.io;

import org.jspecify.annotations.NullMarked;
