/** Installs Debian packages: apt resolves and downloads, mmdebstrap installs. */
@NullMarked
package org.kubeos.kbimg.rootfs.apt;

import org.jspecify.annotations.NullMarked;
