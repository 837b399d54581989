/** The outputs of a build: the rootfs archive, the output directory, the manifest. */
@NullMarked
package org.kubeos.kbimg.artifact.output;

import org.jspecify.annotations.NullMarked;
