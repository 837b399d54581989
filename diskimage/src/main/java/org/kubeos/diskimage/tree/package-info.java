/** Files with owners, modes, times and extended attributes, as every file system and archive holds them. */
@NullMarked
package org.kubeos.diskimage.tree;

import org.jspecify.annotations.NullMarked;
