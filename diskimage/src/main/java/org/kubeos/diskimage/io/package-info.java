/** What every image format does with files: whole reads, whole writes, copies from file to file. */
@NullMarked
package org.kubeos.diskimage.io;

import org.jspecify.annotations.NullMarked;
