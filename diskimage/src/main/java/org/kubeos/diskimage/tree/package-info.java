/** What every file system and archive holds: files with owners, modes, times and extended attributes. */
@NullMarked
package org.kubeos.diskimage.tree;

import org.jspecify.annotations.NullMarked;
