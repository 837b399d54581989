/** What the installer of a network installation is told, and the files that tell it. */
@NullMarked
package org.kubeos.kbimg.artifact.installer;

import org.jspecify.annotations.NullMarked;
