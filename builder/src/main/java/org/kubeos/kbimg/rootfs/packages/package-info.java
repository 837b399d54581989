/** The seam of package managers: what each must do, and what all of them work with. */
@NullMarked
package org.kubeos.kbimg.rootfs.packages;

import org.jspecify.annotations.NullMarked;
