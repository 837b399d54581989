/** Disks: their layout, which file lies on which partition, file systems, boot code. */
@NullMarked
package org.kubeos.kbimg.artifact.disk;

import org.jspecify.annotations.NullMarked;
