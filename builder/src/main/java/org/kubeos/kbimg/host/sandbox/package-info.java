/** The boundary around foreign code, and the files that it works on. */
@NullMarked
package org.kubeos.kbimg.host.sandbox;

import org.jspecify.annotations.NullMarked;
