/** The config: immutable records, and the reader that makes them from YAML. */
@NullMarked
package org.kubeos.kbimg.config;

import org.jspecify.annotations.NullMarked;
