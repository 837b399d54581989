/** The settings of a network installation, and the files that hold them. */
@NullMarked
package org.kubeos.kbimg.artifact.installer;

import org.jspecify.annotations.NullMarked;
