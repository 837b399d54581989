/** Installs RPM packages with dnf, which stays outside the root file system that it installs into. */
@NullMarked
package org.kubeos.kbimg.rootfs.dnf;

import org.jspecify.annotations.NullMarked;
