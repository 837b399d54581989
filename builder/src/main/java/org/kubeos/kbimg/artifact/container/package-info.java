/** Images for container engines: how they are labeled, where they are fetched from and brought to. */
@NullMarked
package org.kubeos.kbimg.artifact.container;

import org.jspecify.annotations.NullMarked;
