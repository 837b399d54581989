/** Runs the user's own scripts in a finished root file system. */
@NullMarked
package org.kubeos.kbimg.rootfs.script;

import org.jspecify.annotations.NullMarked;
