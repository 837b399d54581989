/** YAML with positions: what a config says, where it says it, and what is wrong there. */
@NullMarked
package org.kubeos.kbimg.config.yaml;

import org.jspecify.annotations.NullMarked;
