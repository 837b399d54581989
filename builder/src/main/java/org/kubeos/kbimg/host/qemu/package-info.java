/** Starting an image in QEMU. */
@NullMarked
package org.kubeos.kbimg.host.qemu;

import org.jspecify.annotations.NullMarked;
