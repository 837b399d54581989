/**
 * Tar archives as {@link org.kubeos.diskimage.tree.FileNode}s: POSIX ustar and pax, and what GNU tar adds to them.
 *
 * <p>Sources: POSIX.1-2017, utility <em>pax</em>, "pax Interchange Format" and "ustar Interchange Format"; the GNU tar
 * manual, "Basic Tar Format", "GNU Extensions to the Archive Format" and "Storing Sparse Files".
 */
@NullMarked
package org.kubeos.diskimage.tar;

import org.jspecify.annotations.NullMarked;
