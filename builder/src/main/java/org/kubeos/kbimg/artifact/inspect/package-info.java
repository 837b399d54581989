/** What finished images are found to hold. */
@NullMarked
package org.kubeos.kbimg.artifact.inspect;

import org.jspecify.annotations.NullMarked;
