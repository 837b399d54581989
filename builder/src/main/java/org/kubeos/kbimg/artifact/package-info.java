/** Stage two: one recipe per artifact. */
@NullMarked
package org.kubeos.kbimg.artifact;

import org.jspecify.annotations.NullMarked;
