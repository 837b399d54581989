/** The content of a root slot in chunks that can be fetched one by one. */
@NullMarked
package org.kubeos.slotimage;

import org.jspecify.annotations.NullMarked;
