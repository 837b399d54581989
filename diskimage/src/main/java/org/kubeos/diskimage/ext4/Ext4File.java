package org.kubeos.diskimage.ext4;

import org.kubeos.diskimage.tree.FileMetadata;

/**
 * A file in a file system that is being read.
 *
 * @param path in the normal form of {@link org.kubeos.diskimage.tree.FilePath}; empty for the root
 * @param inode number of its inode; names with the same number are hard links to one file
 * @param metadata extended attributes whose names this library does not know are left out
 * @param size bytes of a regular file or of a symbolic link's target
 * @param links names that it has
 */
public record Ext4File(String path, int inode, FileType type, FileMetadata metadata, long size, int links) {}
