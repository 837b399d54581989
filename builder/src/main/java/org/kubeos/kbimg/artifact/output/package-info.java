/** What a build writes, and what it says about it: the rootfs archive, the output directory, the manifest. */
@NullMarked
package org.kubeos.kbimg.artifact.output;

import org.jspecify.annotations.NullMarked;
