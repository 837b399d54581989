/** Disks as files: what a file system or partition table is written to and read from. */
@NullMarked
package org.kubeos.diskimage;

import org.jspecify.annotations.NullMarked;
