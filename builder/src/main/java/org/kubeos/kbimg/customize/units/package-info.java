/** systemd units: what {@code systemctl --root} does to the links that enable, disable and mask them. */
@NullMarked
package org.kubeos.kbimg.customize.units;

import org.jspecify.annotations.NullMarked;
