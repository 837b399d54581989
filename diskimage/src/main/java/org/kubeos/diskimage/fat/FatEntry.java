package org.kubeos.diskimage.fat;

import java.time.Instant;

/**
 * A file or directory of a FAT file system that is read.
 *
 * @param parent path of the directory it is in
 * @param name its long name, or the short one if it has no other; empty for the root directory
 * @param shortName its 8.3 name: {@code BOOTX64.EFI}
 * @param directory whether it is a directory
 * @param size size in bytes; 0 for a directory
 * @param modified time of the last modification, taken for UTC, to two seconds; 1980 if the entry has none
 * @param firstCluster where it starts; 0 for an empty file and for FAT16's root directory
 */
public record FatEntry(
        String parent,
        String name,
        String shortName,
        boolean directory,
        long size,
        Instant modified,
        int firstCluster) {

    /** The path in the form of {@link org.kubeos.diskimage.tree.FilePath}. */
    public String path() {
        return parent.isEmpty() ? name : parent + "/" + name;
    }
}
