/** kbimg, the image maker of KubeOS. */
@NullMarked
package org.kubeos.kbimg;

import org.jspecify.annotations.NullMarked;
