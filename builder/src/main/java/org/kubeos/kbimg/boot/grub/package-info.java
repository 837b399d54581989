/** GRUB: its images, its menu and environment on BOOT, its place on a BIOS's disk. */
@NullMarked
package org.kubeos.kbimg.boot.grub;

import org.jspecify.annotations.NullMarked;
