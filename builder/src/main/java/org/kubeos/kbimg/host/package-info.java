/** The build host: its cache directory, its packages, the sandbox, and QEMU. */
@NullMarked
package org.kubeos.kbimg.host;

import org.jspecify.annotations.NullMarked;
