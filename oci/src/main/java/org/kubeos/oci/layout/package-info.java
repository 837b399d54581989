/** Images in files: layout directories and archives for {@code docker load}. */
@NullMarked
package org.kubeos.oci.layout;

import org.jspecify.annotations.NullMarked;
