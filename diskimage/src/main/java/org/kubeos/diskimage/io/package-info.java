/** File access for all image formats: complete reads, complete writes, copies from file to file. */
@NullMarked
package org.kubeos.diskimage.io;

import org.jspecify.annotations.NullMarked;
