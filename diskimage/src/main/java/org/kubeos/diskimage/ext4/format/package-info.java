/**
 * The structures that ext4 keeps on disk, and nothing else: where each number stands and how it is checksummed.
 *
 * <p>The source for every number here is the kernel's documentation, <a
 * href="https://www.kernel.org/doc/html/latest/filesystems/ext4/index.html">ext4 Data Structures and Algorithms</a>. All
 * numbers are little-endian but for those of the journal.
 */
@NullMarked
package org.kubeos.diskimage.ext4.format;

import org.jspecify.annotations.NullMarked;
