/** Pure edits of a root file system archive: what the config declares, with no foreign code run. */
@NullMarked
package org.kubeos.kbimg.customize;

import org.jspecify.annotations.NullMarked;
