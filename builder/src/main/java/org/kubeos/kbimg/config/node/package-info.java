/** What a config declares about the node itself: accounts, files, services, settings, scripts. */
@NullMarked
package org.kubeos.kbimg.config.node;

import org.jspecify.annotations.NullMarked;
