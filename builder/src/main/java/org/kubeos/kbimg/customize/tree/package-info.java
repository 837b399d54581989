/** The root file system's tree, and edits of it that keep to what a node keeps. */
@NullMarked
package org.kubeos.kbimg.customize.tree;

import org.jspecify.annotations.NullMarked;
