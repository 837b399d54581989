/** Distribution profiles: how one distribution is installed and booted, as data. */
@NullMarked
package org.kubeos.kbimg.distro;

import org.jspecify.annotations.NullMarked;
