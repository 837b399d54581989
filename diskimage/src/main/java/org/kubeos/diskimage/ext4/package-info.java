/**
 * Writes and reads ext4 file systems.
 *
 * <p>{@link org.kubeos.diskimage.ext4.Ext4Writer} lays a tree of files straight into an image, {@link
 * org.kubeos.diskimage.ext4.Ext4Size} tells beforehand how large the image must be, and {@link
 * org.kubeos.diskimage.ext4.Ext4Reader} shows what an image holds.
 */
@NullMarked
package org.kubeos.diskimage.ext4;

import org.jspecify.annotations.NullMarked;
