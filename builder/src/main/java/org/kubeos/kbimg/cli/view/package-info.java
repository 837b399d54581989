/** Progress views of a build. */
@NullMarked
package org.kubeos.kbimg.cli.view;

import org.jspecify.annotations.NullMarked;
