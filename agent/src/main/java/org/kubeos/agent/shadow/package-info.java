/** What lies on PERSIST above the files of the image. */
@NullMarked
package org.kubeos.agent.shadow;

import org.jspecify.annotations.NullMarked;
