/** From the name of an image to a verified slot. */
@NullMarked
package org.kubeos.agent.upgrade;

import org.jspecify.annotations.NullMarked;
