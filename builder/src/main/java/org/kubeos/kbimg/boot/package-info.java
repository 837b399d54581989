/** The choice of a boot loader. Each has a package of its own. */
@NullMarked
package org.kubeos.kbimg.boot;

import org.jspecify.annotations.NullMarked;
