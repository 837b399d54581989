/** Verification of what a build made: files and directories with signatures beside them. */
@NullMarked
package org.kubeos.kbimg.artifact.verify;

import org.jspecify.annotations.NullMarked;
