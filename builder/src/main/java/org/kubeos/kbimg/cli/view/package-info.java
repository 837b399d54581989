/** How a person sees a build go on. */
@NullMarked
package org.kubeos.kbimg.cli.view;

import org.jspecify.annotations.NullMarked;
