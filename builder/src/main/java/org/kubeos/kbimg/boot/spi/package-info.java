/** The seam of boot loaders: what kbimg asks of each. */
@NullMarked
package org.kubeos.kbimg.boot.spi;

import org.jspecify.annotations.NullMarked;
