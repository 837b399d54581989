/** Key files, and signatures of files: what a build signs with, and what it verifies against. */
@NullMarked
package org.kubeos.kbimg.signing;

import org.jspecify.annotations.NullMarked;
