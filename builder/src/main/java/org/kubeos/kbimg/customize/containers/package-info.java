/** What nodes that run containers need: storage that containers can be mounted on, and images that are there from the start. */
@NullMarked
package org.kubeos.kbimg.customize.containers;

import org.jspecify.annotations.NullMarked;
