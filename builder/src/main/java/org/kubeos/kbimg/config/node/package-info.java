/** A config's settings for the node itself: accounts, files, services, system settings, scripts. */
@NullMarked
package org.kubeos.kbimg.config.node;

import org.jspecify.annotations.NullMarked;
