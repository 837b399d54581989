/** Finds what is to be compared in files, directories, and registries. */
@NullMarked
package org.kubeos.kbimg.artifact.diff.source;

import org.jspecify.annotations.NullMarked;
