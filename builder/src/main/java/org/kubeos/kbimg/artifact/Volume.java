package org.kubeos.kbimg.artifact;

import java.util.Optional;
import org.kubeos.kbimg.config.DataSize;

/**
 * A partition with the file system on it.
 *
 * @param label the partition's name and the file system's label
 * @param purpose what the partition is for, which decides its type
 * @param size empty for the last one, which takes the rest of the disk
 * @param mount where the running system sees it, in the normal form of the archive's paths ({@code ""}: the root);
 *     empty if nothing of the archive goes there
 */
record Volume(String label, Purpose purpose, Optional<DataSize> size, Optional<String> mount) {

    enum Purpose {
        /** FAT32; firmware loads GRUB from it, and GRUB keeps its environment there. */
        BOOT,
        /** ext4; the slot that holds the root file system, in a file system of the least size. */
        ROOT,
        /** ext4; the other slot, an empty file system for the first upgrade to fill. */
        SPARE_ROOT,
        /** ext4; survives upgrades. */
        PERSIST
    }
}
