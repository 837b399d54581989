/** GRUB's files on BOOT. */
@NullMarked
package org.kubeos.kbimg.customize.grub;

import org.jspecify.annotations.NullMarked;
