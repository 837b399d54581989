/** Descriptions of finished images. */
@NullMarked
package org.kubeos.kbimg.artifact.inspect;

import org.jspecify.annotations.NullMarked;
