/** JSON as trees. */
@NullMarked
package org.kubeos.oci.json;

import org.jspecify.annotations.NullMarked;
