/**
 * Disks: what file systems and partition tables are written to and read from.
 *
 * <p>A {@link org.kubeos.diskimage.DiskWriter} is an image file ({@link org.kubeos.diskimage.raw raw}, {@link
 * org.kubeos.diskimage.qcow2 qcow2}, {@link org.kubeos.diskimage.vmdk VMDK}, {@link org.kubeos.diskimage.vhd VHD}) or a slice of
 * one. {@linkplain org.kubeos.diskimage.partition Partition tables} and the file systems {@link org.kubeos.diskimage.ext4 ext4}
 * and {@link org.kubeos.diskimage.fat FAT} go onto it. Files come as {@linkplain org.kubeos.diskimage.tree nodes of a tree}, for
 * example from a {@linkplain org.kubeos.diskimage.tar tar archive}.
 *
 * <p>There is no global state. Each object is used by one thread at a time; what is immutable (nodes, options, partition
 * tables) may be shared. What a format cannot hold is an {@link java.io.IOException} that names the file; options that make no
 * sense are an {@link IllegalArgumentException}; an image that breaks its format's rules is a {@link
 * org.kubeos.diskimage.CorruptImageException}.
 */
@NullMarked
package org.kubeos.diskimage;

import org.jspecify.annotations.NullMarked;
