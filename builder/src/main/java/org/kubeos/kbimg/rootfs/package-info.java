/** Stage one: packages and boot assets become the base, a cached root file system archive. */
@NullMarked
package org.kubeos.kbimg.rootfs;

import org.jspecify.annotations.NullMarked;
