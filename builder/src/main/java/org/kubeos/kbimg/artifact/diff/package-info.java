/** What two images, builds, or configs differ in. */
@NullMarked
package org.kubeos.kbimg.artifact.diff;

import org.jspecify.annotations.NullMarked;
