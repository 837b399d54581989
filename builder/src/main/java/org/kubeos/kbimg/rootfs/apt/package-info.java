/** Installs Debian packages: apt resolves and downloads, dpkg and apt install in the sandbox. */
@NullMarked
package org.kubeos.kbimg.rootfs.apt;

import org.jspecify.annotations.NullMarked;
