/** Attacks on the build host, by code that a build runs. */
@NullMarked
package org.kubeos.kbimg.product.escape;

import org.jspecify.annotations.NullMarked;
