/**
 * Shared by the image formats that keep a disk in clusters: where each cluster lies in a file, and compression on several
 * threads. For the formats' own packages, not for users of the library.
 */
@NullMarked
package org.kubeos.diskimage.cluster;

import org.jspecify.annotations.NullMarked;
