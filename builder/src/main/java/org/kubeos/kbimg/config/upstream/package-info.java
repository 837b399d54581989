/**
 * Configs of the original kbimg: recognized by content, translated into this project's keys, with a warning for whatever
 * can't be.
 */
@NullMarked
package org.kubeos.kbimg.config.upstream;

import org.jspecify.annotations.NullMarked;
