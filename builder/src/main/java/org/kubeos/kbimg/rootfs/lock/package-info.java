/** The lock file: which packages a config stood for when its repositories were asked. */
@NullMarked
package org.kubeos.kbimg.rootfs.lock;

import org.jspecify.annotations.NullMarked;
